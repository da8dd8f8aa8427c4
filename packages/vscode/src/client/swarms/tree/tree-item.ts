import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { TreeElement } from './element.ts';
import type { Row } from './row.ts';

const states = {
  leaf: TreeItemCollapsibleState.None,
  closed: TreeItemCollapsibleState.Collapsed,
  open: TreeItemCollapsibleState.Expanded,
} as const;

/** An element as VS Code draws it. */
export function treeItem(element: TreeElement, row: Row): TreeItem {
  const item = new TreeItem(row.label, states[row.state]);
  const { name, color } = row.icon;
  item.id = element.id;
  item.description = row.description;
  item.tooltip = row.tooltip.join('\n');
  item.iconPath = new ThemeIcon(name, color === undefined ? undefined : new ThemeColor(color));
  item.contextValue = row.menu;
  item.accessibilityInformation = { label: row.spoken };
  if (row.command !== undefined) {
    item.command = { command: row.command.name, title: row.command.title, arguments: [element] };
  }
  return item;
}
