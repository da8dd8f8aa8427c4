import { latin1 } from '../../x509/characters.ts';
import { moved } from '../text/moved.ts';
import type { Step } from '../text/step.ts';

/** All that a step says, wherever it stands: two with the same key are the same. */
export function keyOf(step: Step): string {
  const finds = step.finds.map((find) => {
    const here = moved(find, -step.start);
    if (!('der' in here)) return JSON.stringify(here);
    const { der, ...rest } = here;
    return JSON.stringify(rest) + latin1(der);
  });
  return `${step.end - step.start} ${finds.map(({ length }) => length).join(' ')} ${finds.join('')}`;
}
