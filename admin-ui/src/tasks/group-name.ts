import { roleNames } from '../api/viewer.ts';
import type { Translate } from '../i18n/provider.ts';

/** "records-officer@H26.01" in words: "Văn thư · H26.01". */
export function groupName(group: string, t: Translate): string {
  const [role = '', organisation] = group.split('@');
  const known = roleNames.find((name) => name === role.toUpperCase().replaceAll('-', '_'));
  const words = known === undefined ? role : t(`role.${known}`);
  return organisation === undefined ? words : `${words} · ${organisation}`;
}
