/**
 * People and enterprises of the embedded default, where each account's password is its user name. Invented; never loaded into a
 * system that has a sign-in of its own.
 */
import type { EnterpriseKind, Role, Side } from '../client/enums.ts';

export interface DemoEnterprise {
  taxCode: string;
  name: string;
  kind: EnterpriseKind;
  address: string;
  email: string;
}

export interface DemoAccount {
  username: string;
  name: string;
  title: string;
  side: Side;
  agencyCode: string | null;
  taxCode: string | null;
  roles: Role[];
}

export const demoEnterprises: readonly DemoEnterprise[] = [
  {
    taxCode: '0199990011',
    name: 'Công ty Cổ phần Thiết bị điện Thăng Long',
    kind: 'ENTERPRISE',
    address: 'Số 18 phố Trần Thái Tông, phường Cầu Giấy, Hà Nội',
    email: 'vanphong@thanglong.example',
  },
  {
    taxCode: '0199990029',
    name: 'Công ty TNHH Thương mại và Dịch vụ Hồng Hà',
    kind: 'ENTERPRISE',
    address: 'Số 52 phố Hàng Bài, phường Cửa Nam, Hà Nội',
    email: 'lienhe@hongha.example',
  },
  {
    taxCode: '0199990037',
    name: 'Công ty Cổ phần Xây dựng Sông Đà Bắc',
    kind: 'ENTERPRISE',
    address: 'Số 7 đường Phạm Hùng, phường Từ Liêm, Hà Nội',
    email: 'vanthu@songdabac.example',
  },
  {
    taxCode: '0199990045',
    name: 'Công ty TNHH Thực phẩm sạch Ba Vì',
    kind: 'ENTERPRISE',
    address: 'Thôn Tản Lĩnh, xã Ba Vì, Hà Nội',
    email: 'info@thucphambavi.example',
  },
  {
    taxCode: '0199990052',
    name: 'Công ty Cổ phần Phần mềm Hoa Sen',
    kind: 'ENTERPRISE',
    address: 'Tầng 9, số 3 phố Duy Tân, phường Cầu Giấy, Hà Nội',
    email: 'hopthu@hoasen.example',
  },
  {
    taxCode: '0199990060',
    name: 'Hiệp hội Doanh nghiệp nhỏ và vừa thành phố Hà Nội',
    kind: 'ORGANISATION',
    address: 'Số 14 phố Trúc Bạch, phường Ba Đình, Hà Nội',
    email: 'vanphong@hiephoi.example',
  },
  {
    taxCode: '001085012345',
    name: 'Hộ kinh doanh Nguyễn Văn Tâm',
    kind: 'HOUSEHOLD_BUSINESS',
    address: 'Số 25 phố Lò Đúc, phường Hai Bà Trưng, Hà Nội',
    email: 'nguyenvantam@hokinhdoanh.example',
  },
];

function staff(agencyCode: string, username: string, name: string, title: string, role: Role): DemoAccount {
  return { username, name, title, side: 'AGENCY', agencyCode, taxCode: null, roles: [role] };
}

function member(taxCode: string, username: string, name: string, title: string): DemoAccount {
  return { username, name, title, side: 'ENTERPRISE', agencyCode: null, taxCode, roles: ['MEMBER'] };
}

export const demoAccounts: readonly DemoAccount[] = [
  staff('H26.01', 'vanthu', 'Nguyễn Thị Thu Hà', 'Văn thư', 'RECORDS_OFFICER'),
  staff('H26.01', 'lanhdao', 'Trần Quốc Bảo', 'Phó Giám đốc', 'LEADER'),
  staff('H26.01', 'chuyenvien', 'Lê Minh Châu', 'Chuyên viên', 'CLERK'),
  staff('H26.01', 'thanhtra', 'Phạm Đức Thắng', 'Trưởng đoàn kiểm tra', 'INSPECTOR'),
  staff('H26.01', 'quantri', 'Vũ Hoàng Nam', 'Quản trị quy trình', 'PROCESS_MANAGER'),
  staff('H26.02', 'vanthu2', 'Đỗ Thị Ngọc Lan', 'Văn thư', 'RECORDS_OFFICER'),
  staff('H26.02', 'lanhdao2', 'Hoàng Anh Tuấn', 'Giám đốc', 'LEADER'),
  staff('H26.02', 'chuyenvien2', 'Bùi Thanh Tùng', 'Chuyên viên', 'CLERK'),
  member('0199990011', 'doanhnghiep', 'Đặng Văn Khoa', 'Giám đốc'),
  member('0199990029', 'doanhnghiep2', 'Ngô Thị Mai Hương', 'Giám đốc'),
  {
    username: 'portal',
    name: 'Cổng dịch vụ công',
    title: 'Hệ thống',
    side: 'SYSTEM',
    agencyCode: null,
    taxCode: null,
    roles: ['PORTAL'],
  },
];

/** Mail of an account that nobody reads: ".example" is reserved (RFC 2606). */
export function demoMail(account: DemoAccount): string | null {
  return account.side === 'SYSTEM' ? null : `${account.username}@congvan.example`;
}
