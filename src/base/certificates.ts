type Environment = Record<string, string | undefined>;

const VARIABLE = 'NODE_EXTRA_CA_CERTS';
/** What it is called on the way to a process that is not to read the file. */
const CARRIER = 'JACKIN_NODE_EXTRA_CA_CERTS';

/**
 * ENV for a process of ours that makes no TLS connection. Node.js parses the file of NODE_EXTRA_CA_CERTS whenever it starts: the 140
 * certificates of a Debian system take 45 to 60 ms (Node 20), as long as all the rest of its start. The variable goes by another
 * name until `takeCertificatesBack`, since the programs that are started from there want it.
 */
export function withoutCertificates(env: Environment): Environment {
  const { [VARIABLE]: file, ...rest } = env;
  return file === undefined ? rest : { ...rest, [CARRIER]: file };
}

/** Gives the variable back its name, in ENV itself. */
export function takeCertificatesBack(env: Environment): void {
  const file = env[CARRIER];
  if (file === undefined) return;
  delete env[CARRIER];
  env[VARIABLE] = file;
}
