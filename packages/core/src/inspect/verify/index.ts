export { judge } from '../../x509/judge.ts';
export type { Attempt, Check, JudgeOptions, Limit, Verdict, WhyNot } from '../../x509/judge.ts';
export { certificatesIn } from './certificates-in.ts';
export { differencesIn } from './differences.ts';
export type { Difference } from './differences.ts';
export { verdictLines } from './layout.ts';
export { reportVerdict } from './report.ts';
export type { VerdictReport } from './report.ts';
export { usageOid } from './usages.ts';
