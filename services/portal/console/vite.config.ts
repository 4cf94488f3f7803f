import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'
import { operations } from './build/operations'
import { packed } from './build/packed'
import { weighed } from './build/weighed'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const BUILT = process.env.LIANXI_CONSOLE_BUILD ?? at('../../../var/console')

export default defineConfig({
  base: '/console/',
  resolve: { alias: { '@': at('./src') } },
  plugins: [
    vue(),
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    operations(at('../../../shared/contracts/generated/openapi.json')),
    packed(BUILT),
    weighed(BUILT),
  ],
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: { input: [at('./index.html'), at('./api.html')] },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000', '/session': 'http://127.0.0.1:8000' } },
})
