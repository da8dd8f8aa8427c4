import type { TreeElement } from '../element.ts';
import type { Picture } from '../picture.ts';
import type { Row } from '../row.ts';
import { clockRow } from './clock-row.ts';
import { engineRow } from './engine-row.ts';
import { nodeRow, nodesRow, pageRow, standingRow } from './node-rows.ts';
import { noteRow } from './note-row.ts';
import { rootRow } from './root-row.ts';
import { blockerRow, moreBlockersRow, rotationRow } from './rotation-rows.ts';
import { tokenRow, tokensRow } from './token-rows.ts';

/** What is said of an element, as its swarm is now. */
export function rowOf(element: TreeElement, picture: Picture): Row {
  switch (element.kind) {
    case 'engine':
      return engineRow(picture);
    case 'note':
      return noteRow(element.note, picture);
    case 'root':
      return rootRow(picture);
    case 'tokens':
      return tokensRow();
    case 'token':
      return tokenRow(element.role, picture);
    case 'rotation':
      return rotationRow(picture);
    case 'blocker':
      return blockerRow(element.node, picture);
    case 'more-blockers':
      return moreBlockersRow(picture);
    case 'clock':
      return clockRow(picture);
    case 'nodes':
      return nodesRow(picture);
    case 'standing':
      return standingRow(element.standing, picture);
    case 'page':
      return pageRow(element, picture);
    case 'node':
      return nodeRow(element.node, picture);
  }
}
