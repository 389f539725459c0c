import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.CONGVAN_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // the designer's chunk is large by nature and only a manager loads it
    chunkSizeWarningLimit: 1800,
  },
  optimizeDeps: { include: ['bpmn-js/lib/NavigatedViewer', 'react-admin'] },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/graphql', '/files', '/auth', '/oidc'].map((path) => [path, server])),
  },
});
