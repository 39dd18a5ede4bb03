export { findProgram, isExecutable } from '../base/programs.ts';
