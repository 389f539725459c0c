/**
 * Days of 2025 to 2027 that differ from the week of Monday to Friday, as they hold for public servants. Each has what it rests
 * on; `confirmed: false` marks days that were computed, proposed or inferred and are to be checked against a decision. A
 * proposal that would take a working day away is not in here: in 2026 that is 23 November (with 28 November worked instead).
 */

export interface CalendarDayData {
  /** "YYYY-MM-DD" */
  date: string;
  working: boolean;
  nameVi: string;
  nameEn: string;
  legalBasis: string;
  confirmed: boolean;
}

const labourCode = 'Bộ luật Lao động 2019, Điều 112';
const substitute = 'Bộ luật Lao động 2019, khoản 3 Điều 111';
const cultureDay = 'Nghị quyết số 28/2026/QH16, từ ngày 01/7/2026';
const publicService = 'Thông báo lịch nghỉ của cán bộ, công chức, viên chức (chưa đối chiếu văn bản)';
const computed = 'Bộ luật Lao động 2019, Điều 112; tính theo âm lịch, chờ Thủ tướng Chính phủ quyết định';

interface Name {
  vi: string;
  en: string;
}

const newYear: Name = { vi: 'Tết Dương lịch', en: "New Year's Day" };
const tet: Name = { vi: 'Tết Nguyên đán', en: 'Lunar New Year' };
const hungKings: Name = { vi: 'Giỗ Tổ Hùng Vương', en: "Hùng Kings' Commemoration Day" };
const reunification: Name = { vi: 'Ngày Chiến thắng', en: 'Reunification Day' };
const labourDay: Name = { vi: 'Ngày Quốc tế lao động', en: 'International Labour Day' };
const nationalDay: Name = { vi: 'Quốc khánh', en: 'National Day' };
const culture: Name = { vi: 'Ngày Văn hóa Việt Nam', en: 'Vietnam Culture Day' };

function daysOff(name: Name, legalBasis: string, confirmed: boolean, ...dates: string[]): CalendarDayData[] {
  return dates.map((date) => ({
    date,
    working: false,
    nameVi: name.vi,
    nameEn: name.en,
    legalBasis,
    confirmed,
  }));
}

function substituteFor(
  name: Name,
  legalBasis: string,
  confirmed: boolean,
  ...dates: string[]
): CalendarDayData[] {
  const substituteName = { vi: `Nghỉ bù ${name.vi}`, en: `In lieu of ${name.en}` };
  return daysOff(substituteName, legalBasis, confirmed, ...dates);
}

/** A working day given for a long holiday, and the Saturday on which it is worked. */
function swapped(name: Name, off: string, worked: string): CalendarDayData[] {
  return [
    ...daysOff(
      { vi: `Nghỉ hoán đổi dịp ${name.vi}`, en: `Swapped for ${name.en}` },
      publicService,
      false,
      off,
    ),
    {
      date: worked,
      working: true,
      nameVi: `Làm bù cho ngày ${off.slice(8)}/${off.slice(5, 7)}/${off.slice(0, 4)}`,
      nameEn: `Worked instead of ${off}`,
      legalBasis: publicService,
      confirmed: false,
    },
  ];
}

export const calendarDays: readonly CalendarDayData[] = [
  // 2025: mùng 1 Tết is 29 January
  ...daysOff(newYear, labourCode, true, '2025-01-01'),
  ...daysOff(tet, labourCode, true, '2025-01-27', '2025-01-28', '2025-01-29', '2025-01-30', '2025-01-31'),
  ...daysOff(hungKings, labourCode, true, '2025-04-07'),
  ...daysOff(reunification, labourCode, true, '2025-04-30'),
  ...daysOff(labourDay, labourCode, true, '2025-05-01'),
  ...swapped(labourDay, '2025-05-02', '2025-04-26'),
  ...daysOff(nationalDay, labourCode, true, '2025-09-01', '2025-09-02'),

  // 2026: mùng 1 Tết is 17 February
  ...daysOff(newYear, labourCode, true, '2026-01-01'),
  ...swapped(newYear, '2026-01-02', '2026-01-10'),
  ...daysOff(tet, labourCode, true, '2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'),
  ...daysOff(hungKings, labourCode, true, '2026-04-26'),
  ...substituteFor(hungKings, substitute, true, '2026-04-27'),
  ...daysOff(reunification, labourCode, true, '2026-04-30'),
  ...daysOff(labourDay, labourCode, true, '2026-05-01'),
  ...swapped(nationalDay, '2026-08-31', '2026-08-22'),
  ...daysOff(nationalDay, labourCode, true, '2026-09-01', '2026-09-02'),
  ...daysOff(culture, cultureDay, true, '2026-11-24'),

  // 2027: mùng 1 Tết is 6 February, a Saturday; what the Prime Minister fixes each year is not known yet
  ...daysOff(newYear, labourCode, true, '2027-01-01'),
  ...daysOff(tet, computed, false, '2027-02-05', '2027-02-06', '2027-02-07', '2027-02-08', '2027-02-09'),
  ...substituteFor(tet, `${substitute}; ${computed}`, false, '2027-02-10', '2027-02-11'),
  ...daysOff(hungKings, `${labourCode} (mùng 10 tháng 3 âm lịch)`, true, '2027-04-16'),
  ...daysOff(reunification, labourCode, true, '2027-04-30'),
  ...daysOff(labourDay, labourCode, true, '2027-05-01'),
  ...substituteFor(labourDay, substitute, true, '2027-05-03'),
  ...daysOff(nationalDay, labourCode, true, '2027-09-02'),
  ...daysOff(
    nationalDay,
    'Bộ luật Lao động 2019, Điều 112; ngày liền kề chờ Thủ tướng Chính phủ quyết định',
    false,
    '2027-09-03',
  ),
  ...daysOff(culture, cultureDay, true, '2027-11-24'),
];
