/** Agencies of the city with their codes of the national exchange (Decision 20/2020/QĐ-TTg: H26 is Hà Nội). */

export interface AgencyData {
  code: string;
  name: string;
  nameEn: string;
  /** Abbreviation in document numbers (Decree 30/2020, App. I, II.3). */
  symbol: string;
  parentCode: string | null;
}

/** A superior comes before its units. */
export const agencies: readonly AgencyData[] = [
  {
    code: 'H26',
    name: 'Ủy ban nhân dân thành phố Hà Nội',
    nameEn: "People's Committee of Hà Nội City",
    symbol: 'UBND',
    parentCode: null,
  },
  {
    code: 'H26.01',
    name: 'Sở Kế hoạch và Đầu tư',
    nameEn: 'Department of Planning and Investment',
    symbol: 'SKHĐT',
    parentCode: 'H26',
  },
  {
    code: 'H26.01.01',
    name: 'Văn phòng Sở',
    nameEn: 'Office of the Department',
    symbol: 'VP',
    parentCode: 'H26.01',
  },
  {
    code: 'H26.01.02',
    name: 'Phòng Đăng ký kinh doanh',
    nameEn: 'Business Registration Division',
    symbol: 'ĐKKD',
    parentCode: 'H26.01',
  },
  {
    code: 'H26.01.03',
    name: 'Phòng Doanh nghiệp, Kinh tế tập thể và tư nhân',
    nameEn: 'Enterprises, Co-operatives and Private Economy Division',
    symbol: 'DNTT',
    parentCode: 'H26.01',
  },
  {
    code: 'H26.01.04',
    name: 'Phòng Tổng hợp, Quy hoạch',
    nameEn: 'General Affairs and Planning Division',
    symbol: 'THQH',
    parentCode: 'H26.01',
  },
  {
    code: 'H26.02',
    name: 'Sở Xây dựng',
    nameEn: 'Department of Construction',
    symbol: 'SXD',
    parentCode: 'H26',
  },
  {
    code: 'H26.02.01',
    name: 'Văn phòng Sở',
    nameEn: 'Office of the Department',
    symbol: 'VP',
    parentCode: 'H26.02',
  },
  {
    code: 'H26.02.02',
    name: 'Phòng Quản lý hoạt động xây dựng',
    nameEn: 'Construction Management Division',
    symbol: 'QLXD',
    parentCode: 'H26.02',
  },
  {
    code: 'H26.03',
    name: 'Sở Công Thương',
    nameEn: 'Department of Industry and Trade',
    symbol: 'SCT',
    parentCode: 'H26',
  },
  {
    code: 'H26.04',
    name: 'Sở Khoa học và Công nghệ',
    nameEn: 'Department of Science and Technology',
    symbol: 'SKHCN',
    parentCode: 'H26',
  },
  {
    code: 'H26.05',
    name: 'Sở Nội vụ',
    nameEn: 'Department of Home Affairs',
    symbol: 'SNV',
    parentCode: 'H26',
  },
  {
    code: 'H26.06',
    name: 'Trung tâm Phục vụ hành chính công',
    nameEn: 'Public Administration Service Centre',
    symbol: 'TTPVHCC',
    parentCode: 'H26',
  },
  {
    code: 'H26.101',
    name: 'Ủy ban nhân dân phường Hoàn Kiếm',
    nameEn: "People's Committee of Hoàn Kiếm Ward",
    symbol: 'UBND',
    parentCode: 'H26',
  },
  {
    code: 'H26.102',
    name: 'Ủy ban nhân dân phường Ba Đình',
    nameEn: "People's Committee of Ba Đình Ward",
    symbol: 'UBND',
    parentCode: 'H26',
  },
  {
    code: 'H26.103',
    name: 'Ủy ban nhân dân phường Cầu Giấy',
    nameEn: "People's Committee of Cầu Giấy Ward",
    symbol: 'UBND',
    parentCode: 'H26',
  },
  {
    code: 'H26.104',
    name: 'Ủy ban nhân dân xã Sóc Sơn',
    nameEn: "People's Committee of Sóc Sơn Commune",
    symbol: 'UBND',
    parentCode: 'H26',
  },
];
