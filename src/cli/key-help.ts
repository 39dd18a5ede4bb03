export function keyHelp(): string {
  return '';
}
