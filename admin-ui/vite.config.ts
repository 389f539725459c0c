import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.CONGVAN_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react()],
  resolve: {
    alias: {
      '@bpmn-io/element-templates-validator': fileURLToPath(
        new URL('src/designer/modeler/checked-templates.ts', import.meta.url),
      ),
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // the designer's chunk is large by nature and only a manager loads it
    chunkSizeWarningLimit: 1800,
  },
  // what lazy pages import is bundled beforehand: found later, it would make the development server load the page anew
  optimizeDeps: {
    include: [
      'react-admin',
      'bpmn-js/lib/NavigatedViewer',
      'bpmn-js/lib/Modeler',
      'bpmn-js-properties-panel',
      'bpmn-js-element-templates',
      'bpmn-js-create-append-anything',
      'bpmn-js-color-picker',
      'bpmn-js-bpmnlint',
      'camunda-bpmn-js-behaviors/lib/camunda-cloud',
      '@bpmn-io/element-template-icon-renderer',
      'dmn-js/lib/Modeler',
      'bpmn-moddle',
      'dmn-moddle',
      'bpmnlint',
    ],
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/graphql', '/files', '/auth', '/oidc'].map((path) => [path, server])),
  },
});
