import { describe, expect, it } from 'vitest';
import { aProcess } from '../../a-process.ts';
import { aRun, compileOrThrow } from '../../a-run.ts';

describe('start and completion quantity', () => {
  it('should start an activity when enough tokens have come, by whichever flows', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .parallelGateway('fork')
        .userTask('a')
        .userTask('both', { attributes: { startQuantity: '2' } })
        .endEvent()
        .from('fork')
        .userTask('b')
        .to('both'),
    );
    expect(run.complete('a').open).toEqual(['b']);
    expect(run.complete('b').open).toEqual(['both']);
    expect(run.complete('both').lifecycle).toBe('completed');
  });

  it('should hand on as many tokens as the activity says, to each flow', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .task('split', { attributes: { completionQuantity: '3' } })
        .userTask('each')
        .endEvent()
        .from('split')
        .userTask('other')
        .endEvent('e'),
    );
    expect(run.open.toSorted()).toEqual(['each', 'each', 'each', 'other', 'other', 'other']);
  });

  it('should keep the rest of the tokens for the next start', async () => {
    const run = await aRun(
      aProcess()
        .startEvent()
        .task('split', { attributes: { completionQuantity: '5' } })
        .userTask('pair', { attributes: { startQuantity: '2' } })
        .endEvent(),
    );
    expect(run.open).toEqual(['pair', 'pair']);
    // the fifth token waits for a sixth
    expect(run.complete('pair').complete('pair').lifecycle).toBe('active');
  });

  it('should be refused below 1', async () => {
    for (const attribute of ['startQuantity', 'completionQuantity']) {
      const process = aProcess()
        .startEvent()
        .task('none', { attributes: { [attribute]: '0' } })
        .endEvent();
      await expect(compileOrThrow([process.resource()])).rejects.toThrow('none: quantity');
    }
  });
});
