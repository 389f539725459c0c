/** Where one can go, by side and role: one list behind the side menu, the bottom bar, the breadcrumbs and the palette. */

import type { SvgIconComponent } from '@mui/icons-material';
import AccountTreeOutlined from '@mui/icons-material/AccountTreeOutlined';
import AddTaskOutlined from '@mui/icons-material/AddTaskOutlined';
import ArticleOutlined from '@mui/icons-material/ArticleOutlined';
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import HandshakeOutlined from '@mui/icons-material/HandshakeOutlined';
import HomeOutlined from '@mui/icons-material/HomeOutlined';
import InboxOutlined from '@mui/icons-material/InboxOutlined';
import MenuBookOutlined from '@mui/icons-material/MenuBookOutlined';
import NotificationsNoneOutlined from '@mui/icons-material/NotificationsNoneOutlined';
import PlayCircleOutlined from '@mui/icons-material/PlayCircleOutlined';
import SendOutlined from '@mui/icons-material/SendOutlined';
import type { Viewer } from '../api/types.ts';
import { rolesOf } from '../api/viewer.ts';
import type { MessageKey } from '../i18n/vi.ts';

export type Section = 'nav.work' | 'nav.records' | 'nav.operations';
export type Place = {
  path: string;
  label: MessageKey;
  shortLabel: MessageKey;
  icon: SvgIconComponent;
  section: Section;
  /** Keys that lead there, pressed one after the other. */
  keys?: string;
  count?: 'tasks' | 'notifications';
  /** Shown in the bottom bar of a phone, which holds four. */
  onPhone?: boolean;
};

const home: Place = {
  path: '/',
  label: 'nav.home',
  shortLabel: 'nav.home',
  icon: HomeOutlined,
  section: 'nav.work',
  keys: 'g h',
  onPhone: true,
};
const inbox: Place = {
  path: '/tasks',
  label: 'nav.inbox',
  shortLabel: 'nav.inboxShort',
  icon: InboxOutlined,
  section: 'nav.work',
  keys: 'g i',
  count: 'tasks',
  onPhone: true,
};
const start: Place = {
  path: '/start',
  label: 'nav.start',
  shortLabel: 'nav.startShort',
  icon: AddTaskOutlined,
  section: 'nav.work',
  keys: 'g s',
};
const submit: Place = {
  path: '/submit',
  label: 'nav.submit',
  shortLabel: 'nav.submitShort',
  icon: SendOutlined,
  section: 'nav.work',
  keys: 'g s',
  onPhone: true,
};
const notifications: Place = {
  path: '/notifications',
  label: 'nav.notifications',
  shortLabel: 'nav.notifications',
  icon: NotificationsNoneOutlined,
  section: 'nav.work',
  keys: 'g n',
  count: 'notifications',
};
const documents: Place = {
  path: '/documents',
  label: 'nav.documents',
  shortLabel: 'nav.documents',
  icon: ArticleOutlined,
  section: 'nav.records',
  keys: 'g d',
  onPhone: true,
};
const register: Place = {
  path: '/register',
  label: 'nav.register',
  shortLabel: 'nav.register',
  icon: MenuBookOutlined,
  section: 'nav.records',
  keys: 'g r',
  onPhone: true,
};
const contracts: Place = {
  path: '/contracts',
  label: 'nav.contracts',
  shortLabel: 'nav.contracts',
  icon: HandshakeOutlined,
  section: 'nav.records',
  keys: 'g c',
};
const inspections: Place = {
  path: '/inspections',
  label: 'nav.inspections',
  shortLabel: 'nav.inspections',
  icon: FactCheckOutlined,
  section: 'nav.records',
  keys: 'g k',
};
const processes: Place = {
  path: '/processes',
  label: 'nav.processes',
  shortLabel: 'nav.processes',
  icon: AccountTreeOutlined,
  section: 'nav.operations',
  keys: 'g p',
};
const instances: Place = {
  path: '/instances',
  label: 'nav.instances',
  shortLabel: 'nav.instances',
  icon: PlayCircleOutlined,
  section: 'nav.operations',
  keys: 'g v',
};

export const everyPlace: readonly Place[] = [
  home,
  inbox,
  submit,
  start,
  notifications,
  documents,
  register,
  contracts,
  inspections,
  processes,
  instances,
];

export function placesFor(viewer: Viewer): Place[] {
  if (viewer.side === 'ENTERPRISE')
    return [home, inbox, submit, documents, contracts, inspections, notifications];
  const manages = rolesOf(viewer).includes('PROCESS_MANAGER');
  const work = [home, inbox, start, notifications];
  const records = [documents, register, contracts, inspections];
  return [...work, ...records, processes, ...(manages ? [instances] : [])];
}

/** The place that a path lies in: the longest prefix. The designer works on processes. */
export function placeOf(path: string): Place | undefined {
  if (path.startsWith('/designer/')) return processes;
  return everyPlace
    .filter((place) =>
      place.path === '/' ? path === '/' : path === place.path || path.startsWith(`${place.path}/`),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
}
