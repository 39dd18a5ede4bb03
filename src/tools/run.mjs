// What `npm start`, `npm test`, `npm run demo` and `npm run bench` call. On a Node that is too old for the rest it has to
// get as far as its sentence, so it imports nothing before the check and keeps to old syntax.
const oldest = 20;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(
    `jackin-mux: Node.js ${oldest} or newer is needed, this is ${process.version}; install it from nodejs.org or with your package manager\n`,
  );
  process.exit(1);
} else import('./tasks.mjs');
