import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'
import { operations } from './build/operations'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@': at('./src') } },
  plugins: [operations(at('../../../shared/contracts/generated/openapi.json'))],
  test: { include: ['src/**/*.test.ts', 'build/**/*.test.ts'] },
})
