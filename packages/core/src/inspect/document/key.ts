import { moved } from '../text/moved.ts';
import type { Step } from '../text/step.ts';

/** All that a step says, wherever it stands: two with the same key are the same. */
export function keyOf(step: Step): string {
  const finds = step.finds.map((find) => {
    const here = moved(find, -step.start);
    if (!('der' in here)) return JSON.stringify(here);
    const { der, ...rest } = here;
    return JSON.stringify(rest) + Buffer.from(der.buffer, der.byteOffset, der.length).toString('latin1');
  });
  return `${step.end - step.start} ${finds.map(({ length }) => length).join(' ')} ${finds.join('')}`;
}
