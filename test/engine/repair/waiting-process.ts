/** One that waits for people, a job, a timer and a message at once. */
import { aProcess, timer } from '../a-process.ts';

export const waiting = () =>
  aProcess()
    .startEvent()
    .parallelGateway('fork')
    .userTask('task')
    .endEvent('endTask')
    .from('fork')
    .serviceTask('work')
    .endEvent('endWork')
    .from('fork')
    .catchEvent('wait', timer('timeDuration', 'PT10H'))
    .endEvent('endWait')
    .from('fork')
    .receiveTask('letter', 'letter', '=key')
    .endEvent('endLetter');
