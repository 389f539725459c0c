/**
 * All rules, in the order in which a manager best reads their findings: what is missing from the picture first, then what is
 * missing from its parts. One list for the deploy API, the command line and the designer.
 */
import type { ListedRule } from '../rule.ts';
import { adHocSubProcess } from './ad-hoc-sub-process.ts';
import { alwaysInterrupting } from './always-interrupting.ts';
import { boundaryEvent } from './boundary-event.ts';
import { calledProcess } from './called-process.ts';
import { catchEvent } from './catch-event.ts';
import { compensation, idleHandler } from './compensation.ts';
import { complexGateway } from './complex-gateway.ts';
import { condition } from './condition.ts';
import { conditionalFlow } from './conditional-flow.ts';
import { constant } from './constant.ts';
import { deadEnd } from './dead-end.ts';
import { duplicateCatch } from './duplicate-catch.ts';
import { duplicateId } from './duplicate-id.ts';
import { elementId } from './element-id.ts';
import { eventBasedGateway } from './event-based-gateway.ts';
import { eventPosition } from './event-position.ts';
import { eventReference } from './event-reference.ts';
import { executableProcess } from './executable-process.ts';
import { extensionTwice } from './extension-twice.ts';
import { feelSyntax } from './feel-syntax.ts';
import { foreignExecution, foreignSetting } from './foreign-execution.ts';
import { implicitStart } from './implicit-start.ts';
import { jobType } from './job-type.ts';
import { lane } from './lane.ts';
import { listener } from './listener.ts';
import { mapping } from './mapping.ts';
import { message } from './message.ts';
import { multiInstance } from './multi-instance.ts';
import { mustBeExpression } from './must-be-expression.ts';
import { quantity } from './quantity.ts';
import { reachable } from './reachable.ts';
import { resultVariable } from './result-variable.ts';
import { sequenceFlow } from './sequence-flow.ts';
import { severalStarts } from './several-starts.ts';
import { standardLoop } from './standard-loop.ts';
import { startEvent } from './start-event.ts';
import { startValue } from './start-value.ts';
import { taskDefinition } from './task-definition.ts';
import { timer } from './timer.ts';
import { timerCycle } from './timer-cycle.ts';
import { transaction } from './transaction.ts';
import { unaskedCondition } from './unasked-condition.ts';
import { unknownCalledProcess } from './unknown-called-process.ts';
import { unknownDecision } from './unknown-decision.ts';
import { unknownForm } from './unknown-form.ts';
import { unsentMessage } from './unsent-message.ts';
import { unsupported, withoutEffect } from './unsupported.ts';
import { userTaskForm } from './user-task-form.ts';

/** By rule id, as it is in `Finding.rule`. */
export const rules: Record<string, ListedRule> = {
  'executable-process': {
    rule: executableProcess,
    severity: 'warning',
    sentences: {
      none: {
        vi: 'Tệp này không có quy trình nào được đánh dấu là thực thi được.',
        en: 'No process of this file is marked as executable.',
      },
    },
  },
  'unsupported-element': {
    rule: unsupported,
    severity: 'error',
    sentences: {
      refused: {
        vi: 'Chưa hỗ trợ thực thi ở «{label}»: {what}.',
        en: 'Not supported for execution, at "{label}": {what}.',
      },
    },
  },
  'without-effect': {
    rule: withoutEffect,
    severity: 'warning',
    sentences: {
      ignored: {
        vi: 'Ở «{label}» có phần không có tác dụng khi thực thi: {what}.',
        en: 'What is written at "{label}" has no effect here: {what}.',
      },
    },
  },
  'start-event': {
    rule: startEvent,
    severity: 'error',
    sentences: {
      process: {
        vi: 'Quy trình «{label}» chưa có gì để bắt đầu.',
        en: 'The process "{label}" has nothing to start with.',
      },
      typedInSubProcess: {
        vi: 'Sự kiện bắt đầu «{label}» nằm trong quy trình con nên không được chờ thông điệp, thời gian hay tín hiệu.',
        en: 'The start event "{label}" of a sub-process must be a none start event.',
      },
      eventSubProcess: {
        vi: 'Quy trình con sự kiện «{label}» phải có một sự kiện bắt đầu, và sự kiện đó phải có loại (thông điệp, hẹn giờ, lỗi…).',
        en: 'The event sub-process "{label}" must have a start event, and that must wait for something (message, timer, error …).',
      },
    },
  },
  'several-starts': {
    rule: severalStarts,
    severity: 'warning',
    sentences: {
      process: {
        vi: 'Quy trình có nhiều sự kiện bắt đầu không điều kiện: «{label}» chỉ chạy khi được chọn riêng.',
        en: 'The process has several none start events: "{label}" begins only where it is chosen.',
      },
      subProcess: {
        vi: 'Quy trình con có nhiều sự kiện bắt đầu: «{label}» chạy cùng lúc với sự kiện đầu tiên.',
        en: 'The sub-process has several start events: "{label}" begins together with the first.',
      },
      eventSubProcess: {
        vi: 'Quy trình con sự kiện có nhiều sự kiện bắt đầu: «{label}» và các sự kiện kia, cái nào xảy ra thì chạy cái đó.',
        en: 'The event sub-process has several start events: "{label}" and the others each begin it on their own.',
      },
    },
  },
  'implicit-start': {
    rule: implicitStart,
    severity: 'warning',
    sentences: {
      besides: {
        vi: 'Không có luồng nào dẫn đến «{label}»: phần tử này chạy ngay khi bắt đầu, song song với sự kiện bắt đầu.',
        en: 'No flow leads to "{label}": it begins at once, beside the start event.',
      },
      alone: {
        vi: 'Không có sự kiện bắt đầu: «{label}» chạy ngay khi bắt đầu.',
        en: 'There is no start event: "{label}" begins at once.',
      },
    },
  },
  'sequence-flow': {
    rule: sequenceFlow,
    severity: 'error',
    sentences: {
      noSource: {
        vi: 'Luồng «{label}» không xuất phát từ phần tử nào.',
        en: 'The sequence flow "{label}" has no source.',
      },
      noTarget: {
        vi: 'Luồng «{label}» không dẫn đến phần tử nào.',
        en: 'The sequence flow "{label}" has no target.',
      },
      fromEnd: {
        vi: 'Luồng «{label}» đi ra từ sự kiện kết thúc.',
        en: 'The sequence flow "{label}" leaves an end event.',
      },
      intoStart: {
        vi: 'Luồng «{label}» đi vào sự kiện bắt đầu hoặc sự kiện biên.',
        en: 'The sequence flow "{label}" enters a start event or a boundary event.',
      },
      acrossScopes: {
        vi: 'Luồng «{label}» đi qua ranh giới của quy trình con.',
        en: 'The sequence flow "{label}" crosses the border of a sub-process.',
      },
    },
  },
  'event-position': {
    rule: eventPosition,
    severity: 'error',
    sentences: {
      misplaced: {
        vi: 'Sự kiện «{label}» không thể là sự kiện {kind} ở vị trí này.',
        en: 'The event "{label}" cannot be {kind} event in this position.',
      },
      mixed: {
        vi: 'Sự kiện bội «{label}» gồm loại sự kiện không kết hợp được với loại khác ở vị trí này.',
        en: 'The multiple event "{label}" has a kind of event that cannot be combined with others there.',
      },
    },
  },
  'always-interrupting': {
    rule: alwaysInterrupting,
    severity: 'error',
    sentences: {
      goesOn: {
        vi: 'Sự kiện «{label}» luôn kết thúc công việc mà nó gắn vào, nên không được đặt là không ngắt.',
        en: 'The event "{label}" always ends what it belongs to: it cannot be non-interrupting.',
      },
    },
  },
  'duplicate-catch': {
    rule: duplicateCatch,
    severity: 'error',
    sentences: {
      same: {
        vi: '«{label}» chờ đúng điều mà «{other}» cũng đang chờ, nên không biết cái nào sẽ nhận.',
        en: '"{label}" waits for the same as "{other}": which of them gets it would be left to chance.',
      },
    },
  },
  'boundary-event': {
    rule: boundaryEvent,
    severity: 'error',
    sentences: {
      unattached: {
        vi: 'Sự kiện biên «{label}» không gắn vào công việc nào.',
        en: 'The boundary event "{label}" is attached to no activity.',
      },
      elsewhere: {
        vi: 'Sự kiện biên «{label}» gắn vào phần tử không thuộc cùng phạm vi, hoặc vào quy trình con sự kiện.',
        en: 'The boundary event "{label}" is attached to an activity of another scope, or to an event sub-process.',
      },
      none: {
        vi: 'Sự kiện biên «{label}» chưa có loại: nó không chờ điều gì.',
        en: 'The boundary event "{label}" waits for nothing: it has no event definition.',
      },
    },
  },
  'catch-event': {
    rule: catchEvent,
    severity: 'error',
    sentences: {
      none: {
        vi: 'Sự kiện chờ «{label}» chưa có loại: nó không chờ điều gì.',
        en: 'The intermediate catch event "{label}" waits for nothing: it has no event definition.',
      },
    },
  },
  compensation: {
    rule: compensation,
    severity: 'error',
    sentences: {
      noHandler: {
        vi: 'Sự kiện bù trừ «{label}» chưa được nối (bằng đường liên kết) với hoạt động bù trừ nào.',
        en: 'The compensation boundary event "{label}" is associated with no compensation handler.',
      },
      severalHandlers: {
        vi: 'Sự kiện bù trừ «{label}» chỉ được nối với một hoạt động bù trừ.',
        en: 'The compensation boundary event "{label}" is associated with more than one compensation handler.',
      },
      handlerElsewhere: {
        vi: 'Hoạt động bù trừ của «{label}» phải nằm cùng cấp với sự kiện đó, không nằm trong hay ngoài một quy trình con khác.',
        en: 'The compensation handler of "{label}" must be on the same level as the event, not inside or outside another sub-process.',
      },
      outgoing: {
        vi: 'Không được có luồng đi ra từ sự kiện bù trừ «{label}»; hãy dùng đường liên kết đến hoạt động bù trừ.',
        en: 'No sequence flow may leave the compensation boundary event "{label}"; an association leads to its handler.',
      },
      twice: {
        vi: 'Một hoạt động chỉ được có một sự kiện bù trừ trên biên; «{label}» là sự kiện thừa.',
        en: 'An activity has at most one compensation boundary event; "{label}" is one too many.',
      },
      inFlow: {
        vi: 'Hoạt động bù trừ «{label}» nằm ngoài luồng thông thường: không được có luồng đi vào hay đi ra.',
        en: 'The compensation handler "{label}" is outside the normal flow: no sequence flow may enter or leave it.',
      },
      handlerEdge: {
        vi: 'Hoạt động bù trừ «{label}» không được có sự kiện biên.',
        en: 'The compensation handler "{label}" must not have boundary events.',
      },
      invisible: {
        vi: 'Sự kiện «{label}» chỉ bù trừ được cho hoạt động cùng cấp với nó, hoặc cùng cấp với quy trình con sự kiện hay hoạt động bù trừ chứa nó.',
        en: '"{label}" can compensate only an activity on its own level, or on that of the event sub-process or compensation handler around it.',
      },
      catch: {
        vi: 'Sự kiện bù trừ «{label}» không được đứng chờ giữa luồng; hãy gắn nó lên biên của hoạt động.',
        en: 'The compensation event "{label}" must not wait within the flow; attach it to the boundary of an activity.',
      },
      start: {
        vi: 'Sự kiện bắt đầu bù trừ «{label}» chỉ được nằm trong quy trình con sự kiện.',
        en: 'The compensation start event "{label}" is allowed in an event sub-process only.',
      },
    },
  },
  'idle-compensation-handler': {
    rule: idleHandler,
    severity: 'warning',
    sentences: {
      idle: {
        vi: 'Hoạt động bù trừ «{label}» chưa được sự kiện bù trừ nào nối đến: nó sẽ không bao giờ chạy.',
        en: 'No compensation boundary event is associated with the handler "{label}": it will never run.',
      },
    },
  },
  transaction: {
    rule: transaction,
    severity: 'error',
    sentences: {
      end: {
        vi: 'Sự kiện kết thúc hủy giao dịch «{label}» không nằm trong giao dịch nào có thể hủy.',
        en: 'The cancel end event "{label}" is in no transaction that it could cancel.',
      },
      boundary: {
        vi: 'Sự kiện biên hủy giao dịch «{label}» phải gắn lên một giao dịch.',
        en: 'The cancel boundary event "{label}" must be attached to a transaction.',
      },
      position: {
        vi: 'Sự kiện hủy giao dịch «{label}» chỉ được là sự kiện kết thúc trong giao dịch, hoặc sự kiện biên của giao dịch.',
        en: 'The cancel event "{label}" must be an end event in a transaction, or a boundary event of one.',
      },
      uncaught: {
        vi: 'Giao dịch «{label}» có thể bị hủy, nhưng trên biên của nó không có sự kiện hủy để đi tiếp.',
        en: 'The transaction "{label}" can be cancelled, but has no cancel boundary event by which to go on.',
      },
      twice: {
        vi: 'Một giao dịch chỉ được có một sự kiện biên hủy; «{label}» là sự kiện thừa.',
        en: 'A transaction has at most one cancel boundary event; "{label}" is one too many.',
      },
    },
  },
  unreachable: {
    rule: reachable,
    severity: 'warning',
    sentences: {
      unreachable: {
        vi: 'Không có đường nào dẫn đến «{label}»: phần tử này sẽ không bao giờ chạy.',
        en: 'No path leads to "{label}": it will never run.',
      },
    },
  },
  'dead-end': {
    rule: deadEnd,
    severity: 'warning',
    sentences: {
      noOutgoing: {
        vi: 'Sau «{label}» không còn bước nào; hãy nối tiếp hoặc thêm sự kiện kết thúc.',
        en: 'Nothing follows "{label}"; go on from it, or add an end event.',
      },
    },
  },
  condition: {
    rule: condition,
    severity: 'error',
    sentences: {
      missing: {
        vi: 'Nhánh «{label}» cần có điều kiện, hoặc phải là nhánh mặc định.',
        en: 'The sequence flow "{label}" needs a condition, or must be the default flow.',
      },
      notAnExpression: {
        vi: 'Điều kiện của nhánh «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu bằng (=).',
        en: 'The condition of the sequence flow "{label}" must be a FEEL expression, which starts with an equals sign.',
      },
      foreignDefault: {
        vi: 'Nhánh mặc định của «{label}» không đi ra từ chính nó.',
        en: 'The default flow of "{label}" does not leave it.',
      },
    },
  },
  'conditional-flow': {
    rule: conditionalFlow,
    severity: 'error',
    sentences: {
      notAsked: {
        vi: 'Nhánh «{label}» có điều kiện, nhưng «{source}» không chọn nhánh theo điều kiện.',
        en: 'The sequence flow "{label}" has a condition, but "{source}" does not choose by conditions.',
      },
    },
  },
  'unasked-condition': {
    rule: unaskedCondition,
    severity: 'warning',
    sentences: {
      default: {
        vi: 'Nhánh mặc định «{label}» có điều kiện, nhưng điều kiện này không bao giờ được xét.',
        en: 'The default flow "{label}" has a condition, which is never looked at.',
      },
      parallel: {
        vi: 'Nhánh «{label}» của cổng song song có điều kiện, nhưng cổng song song không xét điều kiện.',
        en: 'The sequence flow "{label}" of a parallel gateway has a condition, but parallel gateways check none.',
      },
    },
  },
  'event-based-gateway': {
    rule: eventBasedGateway,
    severity: 'error',
    sentences: {
      tooFew: {
        vi: 'Cổng chờ sự kiện «{label}» phải có ít nhất hai nhánh.',
        en: 'The event-based gateway "{label}" must have at least two outgoing flows.',
      },
      target: {
        vi: '«{label}» đứng sau cổng chờ sự kiện nên phải là sự kiện chờ (thông điệp, hẹn giờ, tín hiệu, điều kiện) hoặc công việc nhận.',
        en: '"{label}" follows an event-based gateway and must be a catch event (message, timer, signal, conditional) or a receive task.',
      },
      otherWay: {
        vi: '«{label}» đứng sau cổng chờ sự kiện nên không được có luồng nào khác dẫn đến.',
        en: '"{label}" follows an event-based gateway: no other flow may lead to it.',
      },
      parallel: {
        vi: 'Cổng chờ sự kiện «{label}» chỉ được là loại song song khi nó khởi tạo quy trình.',
        en: 'The event-based gateway "{label}" may only be parallel where it starts the process (instantiate).',
      },
    },
  },
  'feel-syntax': {
    rule: feelSyntax,
    severity: 'error',
    sentences: {
      syntax: {
        vi: 'Biểu thức «{expression}» của «{label}» sai cú pháp FEEL: {reason}.',
        en: 'The expression "{expression}" of "{label}" is no FEEL: {reason}.',
      },
    },
  },
  'must-be-expression': {
    rule: mustBeExpression,
    severity: 'error',
    sentences: {
      plain: {
        vi: '«{value}» của «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu bằng (=).',
        en: '"{value}" of "{label}" must be a FEEL expression, which starts with an equals sign.',
      },
    },
  },
  'constant-value': {
    rule: constant,
    severity: 'error',
    sentences: {
      misfit: {
        vi: '«{value}» của «{label}» phải là {kind}.',
        en: '"{value}" of "{label}" must be {kind}.',
      },
    },
  },
  'start-value': {
    rule: startValue,
    severity: 'error',
    sentences: {
      unknown: {
        vi: '«{value}» của «{label}» không có giá trị trước khi quy trình bắt đầu.',
        en: '"{value}" of "{label}" has no value before the process has started.',
      },
    },
  },
  'task-definition': {
    rule: taskDefinition,
    severity: 'error',
    sentences: {
      job: {
        vi: 'Công việc «{label}» chưa chọn loại việc tự động cần làm.',
        en: 'The task "{label}" has no task definition: nothing says what it does.',
      },
      decision: {
        vi: 'Công việc quyết định «{label}» phải gọi một bảng quyết định, hoặc một loại việc tự động.',
        en: 'The business rule task "{label}" must have either a called decision or a task definition.',
      },
      script: {
        vi: 'Công việc kịch bản «{label}» phải có biểu thức, hoặc một loại việc tự động.',
        en: 'The script task "{label}" must have either a FEEL script or a task definition.',
      },
    },
  },
  'result-variable': {
    rule: resultVariable,
    severity: 'error',
    sentences: {
      missing: {
        vi: '«{label}» chưa có tên biến nhận kết quả.',
        en: '"{label}" does not name the variable for its result.',
      },
    },
  },
  'unknown-job-type': {
    rule: jobType,
    severity: 'error',
    sentences: {
      unknown: {
        vi: '«{label}» dùng loại việc «{type}» mà hệ thống không có.',
        en: '"{label}" is of the job type "{type}", which is not declared.',
      },
    },
  },
  'user-task-form': {
    rule: userTaskForm,
    severity: 'info',
    sentences: {
      missing: {
        vi: 'Công việc «{label}» chưa có biểu mẫu: người xử lý chỉ có thể bấm hoàn thành.',
        en: 'The user task "{label}" has no form: it can only be marked as done.',
      },
    },
  },
  'unknown-form': {
    rule: unknownForm,
    severity: 'warning',
    severityAtDeploy: 'error',
    sentences: {
      unknown: {
        vi: '«{label}» dùng biểu mẫu «{form}» không có trong bộ tệp.',
        en: '"{label}" uses the form "{form}", which is not among the files.',
      },
    },
  },
  'unknown-decision': {
    rule: unknownDecision,
    severity: 'warning',
    severityAtDeploy: 'error',
    sentences: {
      unknown: {
        vi: '«{label}» gọi quyết định «{decision}» không có trong bộ tệp.',
        en: '"{label}" calls the decision "{decision}", which is not among the files.',
      },
    },
  },
  'called-process': {
    rule: calledProcess,
    severity: 'error',
    sentences: {
      missing: {
        vi: '«{label}» chưa chọn quy trình cần gọi.',
        en: 'The call activity "{label}" does not say which process it calls.',
      },
      untagged: {
        vi: '«{label}» gọi quy trình theo nhãn phiên bản nhưng chưa ghi nhãn nào.',
        en: 'The call activity "{label}" is bound to a version tag, but does not say which.',
      },
    },
  },
  'unknown-called-process': {
    rule: unknownCalledProcess,
    severity: 'warning',
    severityAtDeploy: 'error',
    sentences: {
      unknown: {
        vi: '«{label}» gọi quy trình «{process}» chưa được ban hành và không có trong bộ tệp.',
        en: '"{label}" calls the process "{process}", which is neither deployed nor among the files.',
      },
      otherVersion: {
        vi: '«{label}» gọi quy trình «{process}» có nhãn phiên bản «{tag}», nhưng bộ tệp không có phiên bản đó.',
        en: '"{label}" calls the process "{process}" with the version tag "{tag}", which is not among the files.',
      },
    },
  },
  message: {
    rule: message,
    severity: 'error',
    sentences: {
      missing: {
        vi: '«{label}» chưa chọn thông điệp cần chờ.',
        en: '"{label}" does not say which message it waits for.',
      },
      unnamed: {
        vi: 'Thông điệp mà «{label}» chờ chưa có tên.',
        en: 'The message that "{label}" waits for has no name.',
      },
      uncorrelated: {
        vi: 'Thông điệp «{message}» mà «{label}» chờ chưa có khóa đối chiếu, nên không biết gửi đến hồ sơ nào.',
        en: 'The message "{message}" that "{label}" waits for has no correlation key, which tells the instance that it is meant for.',
      },
    },
  },
  'unsent-message': {
    rule: unsentMessage,
    severity: 'warning',
    sentences: {
      unsent: {
        vi: '«{label}» chưa chọn thông điệp hay loại việc để gửi: sẽ không có thông điệp nào được gửi đi.',
        en: '"{label}" names neither a message nor a task definition: nothing is sent.',
      },
    },
  },
  timer: {
    rule: timer,
    severity: 'error',
    sentences: {
      missing: {
        vi: 'Hẹn giờ «{label}» chưa có thời điểm, khoảng thời gian hay chu kỳ.',
        en: 'The timer "{label}" has no date, duration or cycle.',
      },
      several: {
        vi: 'Hẹn giờ «{label}» chỉ được có một trong ba: thời điểm, khoảng thời gian, chu kỳ.',
        en: 'The timer "{label}" must have only one of date, duration and cycle.',
      },
      timeDate: {
        vi: 'Thời điểm «{value}» của «{label}» không đúng dạng ISO 8601, ví dụ 2026-03-01T08:00:00+07:00.',
        en: 'The date "{value}" of "{label}" is not in the form of ISO 8601, such as 2026-03-01T08:00:00+07:00.',
      },
      timeDuration: {
        vi: 'Khoảng thời gian «{value}» của «{label}» không đúng dạng ISO 8601, ví dụ P3D (3 ngày) hoặc PT4H (4 giờ).',
        en: 'The duration "{value}" of "{label}" is not in the form of ISO 8601, such as P3D (3 days) or PT4H (4 hours).',
      },
      timeCycle: {
        vi: 'Chu kỳ «{value}» của «{label}» không đúng dạng ISO 8601, ví dụ R/P1D (mỗi ngày) hoặc R3/PT1H (3 lần, mỗi giờ).',
        en: 'The cycle "{value}" of "{label}" is not in the form of ISO 8601, such as R/P1D (daily) or R3/PT1H (3 times, hourly).',
      },
    },
  },
  'timer-cycle': {
    rule: timerCycle,
    severity: 'warning',
    sentences: {
      once: {
        vi: 'Hẹn giờ «{label}» kết thúc việc chờ nên chỉ chạy một lần, dù được đặt theo chu kỳ.',
        en: 'The timer "{label}" ends the waiting and so fires only once, although it has a cycle.',
      },
    },
  },
  'event-reference': {
    rule: eventReference,
    severity: 'error',
    sentences: {
      error: {
        vi: '«{label}» chưa chọn lỗi (có mã lỗi) để phát ra.',
        en: '"{label}" does not say which error, with an error code, it throws.',
      },
      escalation: {
        vi: '«{label}» chưa chọn mức leo thang (có mã) để phát ra.',
        en: '"{label}" does not say which escalation, with an escalation code, it throws.',
      },
      signal: {
        vi: '«{label}» chưa chọn tín hiệu (có tên).',
        en: '"{label}" does not say which signal, by its name, it is about.',
      },
      conditional: {
        vi: 'Sự kiện điều kiện «{label}» chưa có điều kiện.',
        en: 'The conditional event "{label}" has no condition.',
      },
      linkName: {
        vi: 'Sự kiện liên kết «{label}» chưa có tên liên kết.',
        en: 'The link event "{label}" has no link name.',
      },
      linkTarget: {
        vi: 'Liên kết «{link}» của «{label}» không có điểm đến trong cùng phạm vi.',
        en: 'The link "{link}" of "{label}" has no catching link event in the same scope.',
      },
      linkTwice: {
        vi: 'Liên kết «{link}» có nhiều điểm đến; «{label}» là một trong số đó.',
        en: 'The link "{link}" has several catching link events; "{label}" is one of them.',
      },
    },
  },
  'multi-instance': {
    rule: multiInstance,
    severity: 'error',
    sentences: {
      missing: {
        vi: 'Công việc lặp «{label}» chưa cho biết lặp trên danh sách nào.',
        en: 'The multi-instance activity "{label}" does not say over which collection.',
      },
      halfOutput: {
        vi: 'Công việc lặp «{label}» phải có cả danh sách kết quả và phần tử kết quả, hoặc không có cả hai.',
        en: 'The multi-instance activity "{label}" must have both an output collection and an output element, or neither.',
      },
      thrown: {
        vi: 'Công việc lặp «{label}» chỉ phát được tín hiệu, leo thang hoặc lỗi khi một lượt hoàn thành.',
        en: 'The multi-instance activity "{label}" can throw signals, escalations and errors only when an instance completes.',
      },
    },
  },
  'standard-loop': {
    rule: standardLoop,
    severity: 'error',
    sentences: {
      notAnExpression: {
        vi: 'Điều kiện lặp của «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu =.',
        en: 'The loop condition of "{label}" must be a FEEL expression, with a leading =.',
      },
      maximum: {
        vi: 'Số lần lặp tối đa của «{label}» phải là số nguyên không âm.',
        en: 'The maximum number of iterations of "{label}" must be a whole number of 0 or more.',
      },
    },
  },
  listener: {
    rule: listener,
    severity: 'error',
    sentences: {
      event: {
        vi: 'Trình lắng nghe của «{label}» có loại sự kiện «{event}» không hợp lệ.',
        en: 'A listener of "{label}" has the event type "{event}", which is none.',
      },
      type: {
        vi: 'Trình lắng nghe {event} của «{label}» chưa có loại tác vụ.',
        en: 'The listener {event} of "{label}" has no job type.',
      },
      never: {
        vi: '«{label}» không bao giờ kết thúc bình thường, nên trình lắng nghe end không bao giờ được gọi.',
        en: '"{label}" never completes by itself, so its end listener would never be asked.',
      },
      gateway: {
        vi: 'Cổng sự kiện «{label}» không được có trình lắng nghe end.',
        en: 'The event-based gateway "{label}" must not have an end listener.',
      },
      noUserTask: {
        vi: '«{label}» không phải công việc của người dùng nên không có trình lắng nghe công việc (task listener).',
        en: '"{label}" is no user task, so it has no task listeners.',
      },
      beforeAll: {
        vi: 'Trình lắng nghe beforeAll chỉ dùng cho công việc lặp; «{label}» không lặp.',
        en: 'A beforeAll listener is for an activity that is done several times; "{label}" is not.',
      },
    },
  },
  'ad-hoc-sub-process': {
    rule: adHocSubProcess,
    severity: 'error',
    sentences: {
      start: {
        vi: 'Quy trình con tùy biến không được có sự kiện bắt đầu; hãy bỏ «{label}».',
        en: 'An ad-hoc sub-process must not have a start event; "{label}" is one.',
      },
      end: {
        vi: 'Quy trình con tùy biến không được có sự kiện kết thúc; hãy bỏ «{label}».',
        en: 'An ad-hoc sub-process must not have an end event; "{label}" is one.',
      },
      activeElements: {
        vi: 'Danh sách phần tử được kích hoạt của «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu =.',
        en: 'The active elements collection of "{label}" must be a FEEL expression, with a leading =.',
      },
      condition: {
        vi: 'Điều kiện hoàn thành của «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu =.',
        en: 'The completion condition of "{label}" must be a FEEL expression, with a leading =.',
      },
      halfOutput: {
        vi: 'Quy trình con tùy biến «{label}» phải có cả danh sách kết quả và phần tử kết quả, hoặc không có cả hai.',
        en: 'The ad-hoc sub-process "{label}" must have both an output collection and an output element, or neither.',
      },
      job: {
        vi: 'Quy trình con tùy biến «{label}» do một tác vụ điều khiển nên không được có danh sách phần tử, điều kiện hoàn thành hay cancelRemainingInstances="false".',
        en: 'The ad-hoc sub-process "{label}" is run by a job, so it must not have an active elements collection, a completion condition or cancelRemainingInstances="false".',
      },
    },
  },
  quantity: {
    rule: quantity,
    severity: 'error',
    sentences: {
      startQuantity: {
        vi: 'Số token cần để bắt đầu «{label}» (startQuantity) phải là số nguyên từ 1 trở lên.',
        en: 'The number of tokens that start "{label}" (startQuantity) must be a whole number of 1 or more.',
      },
      completionQuantity: {
        vi: 'Số token mà «{label}» chuyển tiếp (completionQuantity) phải là số nguyên từ 1 trở lên.',
        en: 'The number of tokens that "{label}" hands on (completionQuantity) must be a whole number of 1 or more.',
      },
    },
  },
  'complex-gateway': {
    rule: complexGateway,
    severity: 'error',
    sentences: {
      notAnExpression: {
        vi: 'Điều kiện kích hoạt của cổng phức hợp «{label}» phải là biểu thức FEEL, bắt đầu bằng dấu =.',
        en: 'The activation condition of the complex gateway "{label}" must be a FEEL expression, with a leading =.',
      },
      foreignDefault: {
        vi: 'Luồng mặc định của cổng phức hợp «{label}» không xuất phát từ chính cổng đó.',
        en: 'The default flow of the complex gateway "{label}" does not leave that gateway.',
      },
    },
  },
  mapping: {
    rule: mapping,
    severity: 'error',
    sentences: {
      target: {
        vi: 'Ánh xạ biến của «{label}» có tên biến đích «{target}» không hợp lệ.',
        en: 'A mapping of "{label}" has the target "{target}", which is no name of a variable.',
      },
      source: {
        vi: 'Ánh xạ biến «{target}» của «{label}» chưa có giá trị nguồn.',
        en: 'The mapping of "{label}" to "{target}" has no source.',
      },
    },
  },
  'element-id': {
    rule: elementId,
    severity: 'error',
    sentences: {
      missing: {
        vi: '«{label}» chưa có mã (id).',
        en: '"{label}" has no id.',
      },
      reserved: {
        vi: 'Mã «{id}» là tên dành riêng; hãy chọn mã khác.',
        en: 'The id "{id}" is reserved; choose another.',
      },
    },
  },
  'extension-twice': {
    rule: extensionTwice,
    severity: 'error',
    sentences: {
      element: {
        vi: '«{label}» có {type} nhiều lần.',
        en: '"{label}" has {type} more than once.',
      },
      header: {
        vi: '«{label}» có tiêu đề «{key}» nhiều lần.',
        en: '"{label}" has the header "{key}" more than once.',
      },
    },
  },
  'foreign-execution': {
    rule: foreignExecution,
    severity: 'error',
    sentences: {
      foreign: {
        vi: '«{label}» được viết cho bộ máy khác: {what} không được thực thi ở đây.',
        en: '"{label}" is written for another engine: {what} is not executed here.',
      },
    },
  },
  'foreign-setting': {
    rule: foreignSetting,
    severity: 'warning',
    sentences: {
      foreign: {
        vi: 'Ở «{label}», {what} không có tác dụng ở đây.',
        en: 'At "{label}", {what} has no effect here.',
      },
    },
  },
  'duplicate-id': {
    rule: duplicateId,
    severity: 'error',
    sentences: {
      twice: {
        vi: 'Mã «{id}» được dùng cho nhiều phần tử.',
        en: 'The id "{id}" is used for more than one element.',
      },
    },
  },
  'empty-lane': {
    rule: lane,
    severity: 'info',
    sentences: {
      empty: {
        vi: 'Làn «{label}» chưa có phần tử nào.',
        en: 'The lane "{label}" holds no element.',
      },
    },
  },
};
