/** Reports as people read them: Vietnamese first, English second. */
import type { Difference, Estimate, Report } from '../../engine/simulation/index.ts';

export function printReport(report: Report): string {
  const { documents, cycle } = report;
  const facts: [string, string][] = [
    ['Văn bản đến · arrived', `${documents.arrived}`],
    ['Hoàn thành · completed', `${documents.completed}`],
    ...optional('Bị dừng · terminated', documents.terminated),
    ...optional('Bị kẹt · stuck', documents.stuck),
    ...optional('Đang xử lý · under way', documents.underWay),
    ['Bỏ qua lúc đầu · warm-up', `${documents.warmUp}`],
    ['Hoàn thành mỗi ngày · throughput per day', plusMinus(report.throughputPerDay, number)],
    ['Cùng lúc đang xử lý · under way at a time', plusMinus(report.underWay, number)],
    ['Thời gian xử lý trung bình · mean cycle time', plusMinus(cycle.mean, duration)],
    ['  50 % không quá · p50', plusMinus(cycle.p50, duration)],
    ['  90 % không quá · p90', plusMinus(cycle.p90, duration)],
    ['  99 % không quá · p99', plusMinus(cycle.p99, duration)],
    ...(report.late ? [['Trễ hạn · late', plusMinus(report.late, percent)] as [string, string]] : []),
  ];
  const roles = report.roles.map((role) => [
    role.role,
    `${role.staff}`,
    plusMinus(role.utilisation, percent),
    plusMinus(role.waiting, duration),
  ]);
  const elements = report.elements
    .filter(({ type, waiting, service }) => type === 'userTask' || waiting.value > 0 || service.value > 0)
    .map((element) => [
      element.name || element.id,
      element.role ?? '',
      element.perDocument.toFixed(2),
      plusMinus(element.waiting, duration),
      plusMinus(element.service, duration),
      element.late ? plusMinus(element.late, percent) : '',
    ]);
  return [
    `Mô phỏng «${report.process}» · simulation, seed ${report.seed}`,
    `${report.start} → ${report.end}`,
    '± khoảng tin cậy 95 % · 95 % confidence interval; s giây, min phút, h giờ, d ngày',
    '',
    ...facts.map(([name, value]) => `${name.padEnd(46)} ${value}`),
    ...table(['Vai trò · role', 'Người · staff', 'Bận · utilisation', 'Chờ · waiting'], roles),
    ...table(
      ['Bước · step', 'Vai trò · role', 'Lần/văn bản', 'Chờ · waiting', 'Làm · service', 'Trễ · late'],
      elements,
    ),
    ...list(
      'Sự cố · incidents',
      report.incidents.map((it) => `${it.count} × ${it.element}: ${it.code}: ${it.message}`),
    ),
    ...list(
      'Giả định · assumed',
      report.assumptions.map(({ vi, en }) => `${vi} · ${en}`),
    ),
    ...list(
      'Lưu ý · note',
      report.warnings.map(({ vi, en }) => `${vi} · ${en}`),
    ),
    '',
  ].join('\n');
}

export function printComparison(differences: readonly Difference[], names: [string, string]): string {
  const rows = differences
    .filter(({ first, second }) => first !== 0 || second !== 0)
    .map((it) => {
      const show = { seconds: duration, share: percent, perDay: number, documents: number }[it.unit];
      const sign = it.difference.value > 0 ? '+' : '';
      return [
        titleOf(it.measure),
        show(it.first),
        show(it.second),
        `${sign}${plusMinus(it.difference, show)}`,
        it.isSignificant ? 'có · yes' : '',
      ];
    });
  return [
    `So sánh · comparison: (1) ${names[0]}  (2) ${names[1]}`,
    ...table(['Chỉ tiêu · measure', '(1)', '(2)', '(2) − (1)', 'Khác biệt rõ · significant'], rows),
    ...(rows.some((row) => row[4] !== '')
      ? []
      : ['', 'Không có khác biệt rõ rệt · No difference is significant.']),
    '',
  ].join('\n');
}

// helpers ////////////////////////////////////////////////////////////

const titles: Record<string, string> = {
  throughputPerDay: 'Hoàn thành mỗi ngày · throughput per day',
  underWay: 'Cùng lúc đang xử lý · under way',
  'cycle.mean': 'Thời gian xử lý trung bình · mean cycle time',
  'cycle.p50': '50 % không quá · p50',
  'cycle.p90': '90 % không quá · p90',
  'cycle.p99': '99 % không quá · p99',
  late: 'Trễ hạn · late',
};

function titleOf(measure: string): string {
  const known = titles[measure];
  if (known !== undefined) return known;
  const [kind, ...rest] = measure.split(':');
  const what = rest.pop() === 'utilisation' ? 'bận · utilisation' : 'chờ · waiting';
  return `${rest.join(':')}${kind === 'role' ? ' (vai trò · role)' : ''}: ${what}`;
}

const optional = (name: string, count: number): [string, string][] => (count > 0 ? [[name, `${count}`]] : []);

const number = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 1);
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;

function duration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 90) return `${seconds.toFixed(size < 10 ? 1 : 0)} s`;
  if (size < 90 * 60) return `${(seconds / 60).toFixed(1)} min`;
  if (size < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} d`;
}

function plusMinus({ value, halfWidth }: Estimate, show: (value: number) => string): string {
  if (halfWidth === null || (value === 0 && halfWidth === 0)) return show(value);
  return `${show(value)} ± ${show(halfWidth)}`;
}

function table(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return ['', line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)];
}

const list = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
