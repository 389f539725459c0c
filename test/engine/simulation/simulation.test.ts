import { describe, expect, it } from 'vitest';
import { compare, symbolicDate } from '../../../engine/simulation/index.ts';
import { aProcess, forEach, timer } from '../a-process.ts';
import { aScenario, graphOf, reportFor, simulate, taking } from './a-scenario.ts';

const hour = 3_600_000;
const office = {
  week: [...Array.from({ length: 5 }, () => [[450, 690] as const, [780, 1020] as const]), [], []],
  holidays: ['2026-01-07'],
  workdays: [],
  offset: 7 * hour,
};

describe('a simulation', { timeout: 30_000 }, () => {
  it('should come to the same, byte by byte, with the same seed, and to something else with another', async () => {
    const graph = await graphOf(aProcess().startEvent().userTask('work').endEvent());
    const scenario = aScenario('process', { elements: { work: { duration: taking('exponential:PT5M') } } });
    const text = (seed: number): string => JSON.stringify(reportFor(graph, { ...scenario, seed }));
    expect(text(7)).toBe(text(7));
    expect(text(7)).not.toBe(text(8));
  });

  it('should come to the same whether the engine is remembered or asked anew', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('work', { outputs: { '=decision': 'decision', '=if n = null then 1 else n + 1': 'n' } })
      .exclusiveGateway('enough', 'enough-work')
      .to('work')
      .from('enough')
      .when('=decision = "yes" or n > 3')
      .parallelGateway('both')
      .userTask('one', { children: forEach({ items: '=["a", "b", "c"]' }) })
      .parallelGateway('together')
      .endEvent();
    process.from('both').catchEvent('news', process.message('news', '="k"')).to('together');
    process.boundaryEvent('reminder', 'one', timer('timeCycle', 'R/PT20M'), {
      attributes: { cancelActivity: false },
    });
    process.serviceTask('remind').endEvent('reminded');
    const graph = await graphOf(process);
    const scenario = aScenario('process', {
      documents: 120,
      roles: { desk: { staff: 3, calendar: 'always', order: 'fifo' } },
      elements: {
        work: {
          role: 'desk',
          duration: taking('exponential:PT5M'),
          outcomes: [
            { weight: 1, variables: { decision: 'yes' } },
            { weight: 2, variables: { decision: 'no' } },
          ],
        },
        one: { role: 'desk', duration: taking('uniform:PT2M,PT9M') },
        remind: { duration: taking('PT1M') },
      },
    });
    const remembered = reportFor(graph, scenario);
    expect(remembered).toEqual(reportFor(graph, scenario, false));
    expect(remembered.documents).toMatchObject({ arrived: 120, completed: 120 });
    expect(remembered.elements.find((element) => element.id === 'remind')?.perDocument).toBeGreaterThan(0.1);
  });

  it('should let outcomes decide through the conditions of the model', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('review', { outputs: { '=verdict': 'result' } })
      .exclusiveGateway('ok', 'ok-no')
      .when('=result = "good"')
      .endEvent('yes')
      .from('ok')
      .endEvent('no');
    const outcomes = [
      { weight: 80, variables: { verdict: 'good' } },
      { weight: 20, variables: { verdict: 'bad' } },
    ];
    const report = reportFor(
      await graphOf(process),
      aScenario('process', { documents: 4000, elements: { review: { outcomes } } }),
    );
    expect(report.flows['ok-yes']).toBeCloseTo(0.8, 1);
    expect(report.flows['ok-no']).toBeCloseTo(0.2, 1);
    expect(report.assumptions.map(({ en }) => en).join()).not.toContain("At 'ok'");
  });

  it('should take flows as often as the scenario says, and evenly where nothing says anything', async () => {
    const process = aProcess().startEvent().exclusiveGateway('way', 'way-c').when('=x > 1').endEvent('a');
    process.from('way').when('=x > 2').endEvent('b').from('way').endEvent('c');
    const graph = await graphOf(process);
    const said = reportFor(
      graph,
      aScenario('process', { documents: 4000, flows: { 'way-a': 0.7, 'way-b': 0.3, 'way-c': 0 } }),
    );
    expect(said.flows).toMatchObject({ 'way-c': 0 });
    expect(said.flows['way-a']).toBeCloseTo(0.7, 1);
    const even = reportFor(graph, aScenario('process', { documents: 4000 }));
    for (const flow of ['way-a', 'way-b', 'way-c']) expect(even.flows[flow]).toBeCloseTo(1 / 3, 1);
    expect(even.assumptions.map(({ en }) => en)).toContain(
      "At 'way' no data decides where to go: each way is as likely as the next.",
    );
  });

  it('should work in office hours, with holidays, and go on with a task on the next day', async () => {
    const graph = await graphOf(aProcess().startEvent().userTask('work').endEvent());
    const scenario = aScenario('process', {
      documents: 1,
      warmUp: 0,
      // Tuesday 16:00 of Vietnam; Wednesday is a holiday
      arrivals: { kind: 'moments', moments: [Date.parse('2026-01-06T09:00:00Z')] },
      calendars: { office },
      roles: { desk: { staff: 1, calendar: 'office', order: 'fifo' } },
      elements: { work: { role: 'desk', duration: taking('PT3H') } },
    });
    // an hour on Tuesday, two on Thursday from 7:30
    expect(simulate(graph, scenario).now).toBe(Date.parse('2026-01-08T02:30:00Z'));
  });

  it('should begin nothing at night', async () => {
    const graph = await graphOf(aProcess().startEvent().userTask('work').endEvent());
    const scenario = aScenario('process', {
      documents: 1,
      warmUp: 0,
      arrivals: { kind: 'moments', moments: [Date.parse('2026-01-05T12:30:00Z')] },
      calendars: { office },
      roles: { desk: { staff: 1, calendar: 'office', order: 'fifo' } },
      elements: { work: { role: 'desk', duration: taking('PT1H') } },
    });
    const [work] = reportFor(graph, scenario).elements.filter((element) => element.id === 'work');
    // from 19:30 to 7:30
    expect(work?.waiting.value).toBe(12 * 3600);
    expect(work?.service.value).toBe(3600);
  });

  it('should let an interrupting timer free whoever is at work', async () => {
    const process = aProcess().startEvent().userTask('work').endEvent();
    process.boundaryEvent('late', 'work', timer('timeDuration', 'PT10M')).endEvent('given-up');
    const scenario = aScenario('process', {
      documents: 2,
      warmUp: 0,
      arrivals: { kind: 'intervals', distribution: taking('PT1M'), calendar: null },
      roles: { desk: { staff: 1, calendar: 'always', order: 'fifo' } },
      elements: { work: { role: 'desk', duration: taking('PT12M') } },
    });
    const simulation = simulate(await graphOf(process), scenario);
    expect(simulation.counts().get('given-up')).toBe(2);
    // the second gives up ten minutes after it came
    expect(simulation.now - scenario.start).toBe(12 * 60_000);
  });

  it('should take first what is due first where the role works so', async () => {
    const process = aProcess()
      .startEvent()
      .userTask('work', { extensions: '<zeebe:taskSchedule dueDate="=now() + duration(hurry)"/>' })
      .endEvent();
    const graph = await graphOf(process);
    const lateWith = (order: 'fifo' | 'due'): number => {
      const scenario = aScenario('process', {
        documents: 3000,
        kinds: [
          { weight: 1, variables: { hurry: 'PT20M' } },
          { weight: 3, variables: { hurry: 'PT5H' } },
        ],
        roles: { desk: { staff: 1, calendar: 'always', order } },
        elements: { work: { role: 'desk', duration: taking('exponential:PT8M') } },
      });
      return reportFor(graph, scenario).elements.find(({ id }) => id === 'work')?.late?.value ?? Number.NaN;
    };
    expect(lateWith('due')).toBeGreaterThan(0);
    expect(lateWith('due')).toBeLessThan(lateWith('fifo'));
  });

  it('should let jobs take time, at most so many at once, and throw errors as often as told', async () => {
    const process = aProcess().startEvent().serviceTask('sign').endEvent();
    process.boundaryEvent('refused', 'sign', process.error('REFUSED')).endEvent('not-signed');
    const scenario = aScenario('process', {
      documents: 4000,
      elements: {
        sign: {
          duration: taking('PT9M'),
          capacity: 1,
          outcomes: [
            { weight: 9, variables: {} },
            { weight: 1, variables: {}, error: 'REFUSED' },
          ],
        },
      },
    });
    const report = reportFor(await graphOf(process), scenario);
    expect(report.roles).toMatchObject([{ role: 'sign', staff: 1 }]);
    expect(report.roles[0]?.utilisation.value).toBeCloseTo(0.9, 1);
    expect(report.flows['refused-not-signed']).toBeCloseTo(0.1, 1);
  });

  it('should tell the jobs of listeners from those of their element', async () => {
    const listener =
      '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="note"/></zeebe:executionListeners>';
    const process = aProcess().startEvent().serviceTask('sign', { extensions: listener }).endEvent();
    const scenario = aScenario('process', {
      documents: 100,
      elements: { sign: { duration: taking('PT9M') } },
      jobs: { note: { duration: taking('PT1M') } },
    });
    const { cycle, elements } = reportFor(await graphOf(process), scenario);
    expect(cycle.mean.value).toBeCloseTo(600, 6);
    expect(elements.find(({ id }) => id === 'sign')?.service.value).toBe(540);
  });

  it('should let messages come when the scenario says, or never', async () => {
    const process = aProcess();
    process
      .startEvent()
      .eventBasedGateway('first')
      .catchEvent('answer', process.message('answer', '="k"'))
      .endEvent('answered');
    process.from('first').catchEvent('nothing', timer('timeDuration', 'PT1H')).endEvent('given-up');
    const graph = await graphOf(process);
    const scenario = aScenario('process', {
      documents: 4000,
      elements: { answer: { after: taking('PT30M'), probability: 0.25 } },
    });
    const { flows, cycle } = reportFor(graph, scenario);
    expect(flows['answer-answered']).toBeCloseTo(0.25, 1);
    expect(flows['nothing-given-up']).toBeCloseTo(0.75, 1);
    expect(cycle.mean.value / 60).toBeCloseTo(0.25 * 30 + 0.75 * 60, -1);
  });

  it('should know dates that jobs compute, and what is late by them', async () => {
    const process = aProcess()
      .startEvent()
      .serviceTask('start-clock', { outputs: { '=clock': 'clock' } })
      .userTask('work', { extensions: '<zeebe:taskSchedule dueDate="=clock.due"/>' })
      .endEvent();
    process.boundaryEvent('overdue', 'work', timer('timeDate', '=clock.due'), {
      attributes: { cancelActivity: false },
    });
    process.endEvent('escalated');
    const scenario = aScenario('process', {
      documents: 4000,
      elements: { work: { duration: taking('uniform:PT0M,PT100M') } },
      handlers: {
        'start-clock': {
          answer: { clock: { due: symbolicDate(0) } },
          run(document, _variables, now) {
            document.dueAt = now + 75 * 60_000;
            document.dates[0] = document.dueAt;
          },
        },
      },
    });
    const report = reportFor(await graphOf(process), scenario);
    expect(report.late?.value).toBeCloseTo(0.25, 1);
    expect(report.flows['overdue-escalated']).toBeCloseTo(0.25, 1);
    expect(report.elements.find(({ id }) => id === 'work')?.late?.value).toBeCloseTo(
      report.late?.value ?? 0,
      2,
    );
  });

  it('should tell which documents are stuck, and why', async () => {
    const failing = aProcess('failing').startEvent();
    failing.endEvent('bang', { children: failing.error('NOBODY') });
    const report = reportFor(await graphOf(failing), aScenario('failing', { documents: 20 }));
    expect(report.documents).toMatchObject({ arrived: 20, completed: 0, stuck: 20 });
    expect(report.incidents).toMatchObject([{ element: 'bang', code: 'UNHANDLED_ERROR', count: 20 }]);
  });
});

describe('a comparison', { timeout: 30_000 }, () => {
  const scenario = aScenario('process', {
    documents: 4000,
    roles: { desk: { staff: 1, calendar: 'always', order: 'fifo' } },
    elements: { work: { role: 'desk', duration: taking('exponential:PT7M') } },
  });

  it('should find no difference between a model and itself', async () => {
    const graph = await graphOf(aProcess().startEvent().userTask('work').endEvent());
    const differences = compare([simulate(graph, scenario)], [simulate(graph, scenario)]);
    expect(differences.length).toBeGreaterThan(5);
    for (const { difference, isSignificant } of differences) {
      expect(difference.value).toBe(0);
      expect(isSignificant).toBe(false);
    }
  });

  it('should find a small difference under the same luck that it could not find otherwise', async () => {
    const graph = await graphOf(aProcess().startEvent().userTask('work').endEvent());
    const longer = await graphOf(aProcess().startEvent().userTask('work').userTask('sign').endEvent());
    const { elements } = scenario;
    const other = { ...scenario, elements: { ...elements, sign: { duration: taking('PT30S') } } };
    const cycle = (differences: ReturnType<typeof compare>) =>
      differences.find((it) => it.measure === 'cycle.mean');
    const same = cycle(compare([simulate(graph, scenario)], [simulate(longer, other)]));
    expect(same?.difference.value).toBeCloseTo(30, 6);
    expect(same?.isSignificant).toBe(true);
    const independent = cycle(
      compare([simulate(graph, scenario)], [simulate(longer, { ...other, seed: 99 })]),
    );
    expect(independent?.isSignificant).toBe(false);
  });
});
