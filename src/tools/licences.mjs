// The bundle carries code of other packages, whose licences ask that their text goes with it.
import fs from 'node:fs';
import path from 'node:path';

/** Folder of the package, below node_modules, that FILE belongs to; undefined for our own files. */
function packageOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

/**
 * Name, version and licence text of every package that took part in a bundle, as one text.
 * `inputs`: the files of esbuild's metafile, relative to `root`. A package that brings no text is named with its licence.
 */
export function licencesOf(inputs, root) {
  const folders = [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
  return folders
    .map((folder) => {
      const dir = path.join(root, folder);
      const { name, version, license } = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
      const file = fs.readdirSync(dir).find((f) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(f));
      const text = file ? fs.readFileSync(path.join(dir, file), 'utf8').trim() : 'The package itself brings no licence text.';
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(78)}\n\n`);
}
