/** The application: providers, routes, and which page is loaded when. Every page is a chunk of its own. */
import { QueryClient } from '@tanstack/react-query';
import { CoreAdminContext, CoreAdminUI, CustomRoutes, localStorageStore } from 'ra-core';
import { type ComponentType, lazy, type ReactNode } from 'react';
import { Route } from 'react-router-dom';
import { createAuthProvider } from './api/auth-provider.ts';
import { ApiError } from './api/client.ts';
import { dataProvider } from './api/data-provider.ts';
import { createI18nProvider } from './i18n/provider.ts';
import { AppLayout } from './layout/AppLayout.tsx';
import { NotFound, PageError } from './layout/PageError.tsx';
import { PageLoading } from './layout/PageLoading.tsx';
import { AppTheme } from './theme/AppTheme.tsx';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.code === 'NETWORK' || error.code === 'UNAVAILABLE'),
    },
  },
});
const authProvider = createAuthProvider(queryClient);
const i18nProvider = createI18nProvider(() => void queryClient.invalidateQueries());
const store = localStorageStore('1', 'congvan');

/** A page loaded by the name that its file exports. */
function page<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const SignIn = page(() => import('./session/SignIn.tsx'), 'SignIn');
const Home = page(() => import('./dashboard/Home.tsx'), 'Home');
const Inbox = page(() => import('./tasks/Inbox.tsx'), 'Inbox');
const TaskPage = page(() => import('./tasks/TaskPage.tsx'), 'TaskPage');
const DocumentList = page(() => import('./documents/DocumentList.tsx'), 'DocumentList');
const DocumentPage = page(() => import('./documents/DocumentPage.tsx'), 'DocumentPage');
const SubmitDocument = page(() => import('./documents/SubmitDocument.tsx'), 'SubmitDocument');
const ContractList = page(() => import('./documents/ContractList.tsx'), 'ContractList');
const InspectionList = page(() => import('./documents/InspectionList.tsx'), 'InspectionList');
const Register = page(() => import('./register/Register.tsx'), 'Register');
const ProcessList = page(() => import('./processes/ProcessList.tsx'), 'ProcessList');
const ProcessPage = page(() => import('./processes/ProcessPage.tsx'), 'ProcessPage');
const InstanceList = page(() => import('./processes/InstanceList.tsx'), 'InstanceList');
const InstancePage = page(() => import('./processes/InstancePage.tsx'), 'InstancePage');
const StartProcess = page(() => import('./processes/StartProcess.tsx'), 'StartProcess');
const Notifications = page(() => import('./notifications/Notifications.tsx'), 'Notifications');

// The designer is a room of its own and may be left out of a build.
const designers = import.meta.glob<{ default: ComponentType }>('./designer/DesignerPage.tsx');
const loadDesigner = designers['./designer/DesignerPage.tsx'];
const Designer = loadDesigner === undefined ? NotFound : lazy(loadDesigner);

function Layout({ children }: { children?: ReactNode }) {
  return <AppLayout>{children}</AppLayout>;
}

export function App() {
  return (
    <CoreAdminContext
      dataProvider={dataProvider}
      authProvider={authProvider}
      i18nProvider={i18nProvider}
      queryClient={queryClient}
      store={store}
    >
      <AppTheme>
        <CoreAdminUI
          layout={Layout}
          dashboard={Home}
          loading={PageLoading}
          loginPage={SignIn}
          error={({ resetErrorBoundary }) => (
            <PageError resetErrorBoundary={() => resetErrorBoundary(undefined)} />
          )}
          catchAll={NotFound}
          accessDenied={NotFound}
          authenticationError={NotFound}
          title="công văn"
          disableTelemetry
          requireAuth
        >
          <CustomRoutes>
            <Route path="/tasks" element={<Inbox />} />
            <Route path="/tasks/:id" element={<TaskPage />} />
            <Route path="/documents" element={<DocumentList />} />
            <Route path="/documents/:id" element={<DocumentPage />} />
            <Route path="/submit" element={<SubmitDocument />} />
            <Route path="/contracts" element={<ContractList />} />
            <Route path="/inspections" element={<InspectionList />} />
            <Route path="/register" element={<Register />} />
            <Route path="/processes" element={<ProcessList />} />
            <Route path="/processes/:key" element={<ProcessPage />} />
            <Route path="/instances" element={<InstanceList />} />
            <Route path="/instances/:id" element={<InstancePage />} />
            <Route path="/start" element={<StartProcess />} />
            <Route path="/start/:key" element={<StartProcess />} />
            <Route path="/notifications" element={<Notifications />} />
            <Route path="/designer/:key" element={<Designer />} />
          </CustomRoutes>
        </CoreAdminUI>
      </AppTheme>
    </CoreAdminContext>
  );
}
