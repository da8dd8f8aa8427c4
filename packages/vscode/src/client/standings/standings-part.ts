export { ShownStandings } from './shown-standings.ts';
