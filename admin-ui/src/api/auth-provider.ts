/** Signing in is the server's business (OpenID Connect): here one only asks who is signed in, and sends away who is not. */
import type { QueryClient } from '@tanstack/react-query';
import type { AuthProvider } from 'ra-core';
import { ApiError, request } from './client.ts';
import { me } from './operations.ts';
import type { Viewer } from './types.ts';

export const viewerQuery = {
  queryKey: ['me'] as const,
  queryFn: async (): Promise<Viewer | null> => (await request(me, {})).me,
  staleTime: 5 * 60_000,
};

export function createAuthProvider(queryClient: QueryClient): AuthProvider {
  const viewer = () => queryClient.fetchQuery(viewerQuery);
  return {
    login: async () => undefined,
    async logout() {
      return undefined;
    },
    async checkAuth() {
      const found = await viewer();
      if (found !== null) return;
      const returnTo = window.location.pathname + window.location.search;
      window.location.assign(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`);
      // the page is going away: nothing may be drawn meanwhile
      await new Promise(() => undefined);
    },
    async checkError(error: unknown) {
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') throw error;
    },
    async getIdentity() {
      const found = await viewer();
      return { id: found?.id ?? '', fullName: found?.name ?? '' };
    },
    async getPermissions() {
      return (await viewer())?.roles ?? [];
    },
  };
}
