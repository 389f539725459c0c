import { Navigate } from 'react-router-dom';
import { useViewer } from '../api/viewer.ts';
import { AgencyHome } from './AgencyHome.tsx';
import { EnterpriseHome } from './EnterpriseHome.tsx';

/** The first page: what needs me. */
export function Home() {
  const viewer = useViewer();
  if (viewer === null) return null;
  if (viewer.side === 'ENTERPRISE') return <EnterpriseHome viewer={viewer} />;
  if (viewer.side === 'AGENCY') return <AgencyHome viewer={viewer} />;
  return <Navigate to="/documents" replace />;
}
