/** What managers write on a lane, in either language, and the candidate group that it means. */
export const laneGroups: Record<string, string> = {
  'Văn thư': 'records-officer',
  'Records officer': 'records-officer',
  'Lãnh đạo': 'leader',
  Leader: 'leader',
  'Chuyên viên': 'clerk',
  Clerk: 'clerk',
  'Thanh tra viên': 'inspector',
  Inspector: 'inspector',
  'Doanh nghiệp': 'member',
  Enterprise: 'member',
};
