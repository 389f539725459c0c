import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../../cli/simulate/assemble.ts';
import { readModel } from '../../../cli/simulate/model.ts';
import { scenarioSchema } from '../../../cli/simulate/scenario-file.ts';
import { type Report, reportOf, type Scenario, Simulation } from '../../../engine/simulation/index.ts';

const folder = join(import.meta.dirname, '../../../process-definitions/incoming-document');
const { graph, processId } = await readModel(folder, null, []);
const file = scenarioSchema.parse(JSON.parse(await readFile(join(folder, 'simulation.json'), 'utf8')));

function scenarioOf(documents: number, changes: Partial<typeof file> = {}): Scenario {
  const nothing = { arrivals: null, trace: null, roles: {}, calendar: undefined, deadline: null };
  const overrides = { ...nothing, seed: null, documents, until: null, warmUp: null };
  return assemble(graph, processId, { ...file, ...changes }, [], overrides);
}

function run(scenario: Scenario, remembers = true): Report {
  const simulation = new Simulation(graph, scenario, remembers);
  while (simulation.advance(10_000));
  return reportOf([simulation]);
}

const perDocument = (report: Report, id: string): number =>
  report.elements.find((element) => element.id === id)?.perDocument ?? 0;

describe('the scenario of the standard process for incoming documents', () => {
  it('should come to the same whether the engine is remembered or asked anew', () => {
    const scenario = scenarioOf(60);
    expect(run(scenario)).toEqual(run(scenario, false));
  });

  it('should let every document end, without incidents, through every branch', () => {
    const report = run(scenarioOf(4000));
    expect(report.documents).toMatchObject({ arrived: 4000, completed: 4000, stuck: 0, underWay: 0 });
    expect(report.incidents).toEqual([]);
    const rare = [
      'End_Refused',
      'End_Lapsed',
      'End_Recalled',
      'Notify_Extended',
      'Notify_Coordinating',
      'Task_Consult',
    ];
    for (const id of [...rare, 'Timer_Warning', 'Timer_Unconfirmed'])
      expect(perDocument(report, id), id).toBeGreaterThan(0);
    // what is asked for leads where it was asked for: one decision, two gateways
    const asked = perDocument(report, 'Pause_Deadline') + perDocument(report, 'Task_GrantExtension');
    expect(perDocument(report, 'End_Paused')).toBeCloseTo(asked, 10);
  });

  it('should miss more deadlines, and escalate more often, with fewer people', () => {
    const enough = run(scenarioOf(3000));
    const few = run(
      scenarioOf(3000, { roles: { ...file.roles, clerk: { staff: 40, calendar: 'office', order: 'fifo' } } }),
    );
    expect(few.late?.value).toBeGreaterThan(enough.late?.value ?? 1);
    expect(perDocument(few, 'Timer_Overdue')).toBeGreaterThan(perDocument(enough, 'Timer_Overdue'));
  });
});
