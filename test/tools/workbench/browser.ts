import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { chromium as executablePath } from './installed.ts';

/** How long anything may take to show up, ms. */
const patienceMs = 20_000;

/** The same for `expect.poll`. */
export const patience = { timeout: patienceMs };

/** A page in a browser of its own. */
export interface Tab extends AsyncDisposable {
  readonly page: Page;
  /** What the page wanted from elsewhere than the loopback: nothing of it has got out. */
  readonly strayed: readonly string[];
  /** What was said on its console. */
  readonly console: readonly string[];
}

const quiet = ['background-networking', 'component-update', 'sync', 'default-apps', 'domain-reliability'];

/** Opens an empty page, of which no request leaves this machine. */
export async function openTab(): Promise<Tab> {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      ...quiet.map((each) => `--disable-${each}`),
      // Also of what is asked for behind the page's back.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
  try {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const [strayed, said]: [string[], string[]] = [[], []];
    await context.route(isElsewhere, (route) => {
      strayed.push(route.request().url());
      return route.abort();
    });
    context.on('request', (request) => {
      if (isElsewhere(new URL(request.url())) && !strayed.includes(request.url())) strayed.push(request.url());
    });
    page.on('websocket', (socket) => {
      if (isElsewhere(new URL(socket.url()))) strayed.push(socket.url());
    });
    page.on('console', (message) => said.push(message.text()));
    return { page, strayed, console: said, [Symbol.asyncDispose]: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** VS Code calls files of this machine so when a page of its own asks for them; a service worker of its own answers. */
const ownFiles = '.vscode-resource.vscode-cdn.net';

function isElsewhere({ protocol, hostname }: URL): boolean {
  if (hostname.endsWith(ownFiles)) return false;
  return /^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1' && hostname !== 'localhost';
}
