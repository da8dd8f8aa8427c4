export { HostProblem } from './problem.ts';
export { serveLab } from './serve-lab.ts';
export type { End, Host, ServeOptions } from './serve-lab.ts';
