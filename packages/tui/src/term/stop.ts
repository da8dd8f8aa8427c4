/**
 * Stops this process as a shell's Ctrl+Z does, and comes back when it is continued. A listener for a signal does not keep a
 * process alive, so a timer does.
 */
export async function stopUntilContinued(): Promise<void> {
  const awake = setInterval(() => undefined, 60_000);
  try {
    const continued = new Promise<void>((resolve) => process.once('SIGCONT', () => resolve()));
    process.kill(0, 'SIGTSTP');
    await continued;
  } finally {
    clearInterval(awake);
  }
}
