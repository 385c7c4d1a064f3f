// Builds what ships: ESM and CommonJS with types, and the command as one CommonJS file.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const tsc = (project) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
tsc('tsconfig.build.json')
tsc('tsconfig.cjs.json')
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n')
await build({
  entryPoints: ['src/node/cli.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: false,
  logLevel: 'warning',
  legalComments: 'eof',
  outfile: 'dist/cli.cjs',
})
chmodSync('dist/cli.cjs', 0o755)
