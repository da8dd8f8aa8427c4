export { judge } from '../../x509/judge.ts';
export type { JudgeOptions, Verdict } from '../../x509/judge.ts';
export { certificatesIn } from './certificates-in.ts';
export { verdictLines } from './layout.ts';
export { judgeMember } from './member.ts';
export type { MemberVerdict } from './member.ts';
export { reportVerdict } from './report.ts';
export type { VerdictReport } from './report.ts';
export { usageOid } from './usages.ts';
