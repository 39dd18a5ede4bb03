/** What the build and `npm run docs` load: the manual page, and the tables of the documentation. */
export { manualPage } from './manual.ts';
export { withTables } from './tables.ts';
