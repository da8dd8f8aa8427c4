export { joinCrew } from './crew.ts';
export type { CrewEvent, CrewMember } from './crew.ts';
