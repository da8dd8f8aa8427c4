export { readDataRoot } from './data-root/read-data-root.ts';
export { judgeDataRoot } from './data-root/judge-data-root.ts';
export type { DataRoot, DataRootEntry } from './data-root/data-root.ts';
export type { Diagnosis, DoctorFinding, Fact, Renewer } from './diagnosis.ts';
export { DoctorProblem } from './problem.ts';
export { metricsText } from './measures.ts';
