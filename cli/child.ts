/**
 * Loaded first in every child of `congvan up` (node --import): whatever way the parent goes, the child ends too. The channel to
 * the parent closes even when the parent is killed; then the child gets the signal that it would have got, and a time limit.
 */
const limitMs = 10_000;

if (process.send) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), limitMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Watching alone is no reason to live on.
  process.channel?.unref();
}
