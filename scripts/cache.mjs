// V8's code cache of the bundled files: the bytecode of everything that a build with files and flags runs.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const { platform, arch, versions } = process

/** Runs the command of `directory` once and puts a cache beside each of `files`, under the name that it looks for. */
export const cache = (directory, files) => {
  const caches = files.map((file) => resolve(directory, `${file}.${versions.v8}-${platform}-${arch}.cache`))
  for (const path of caches) writeFileSync(path, '') // there, and refused by V8
  const cwd = mkdtempSync(join(tmpdir(), 'clearml-manifests-'))
  try {
    writeFileSync(join(cwd, 'clearml.yaml'), 'preset: single-node\nvalues: {namespace: ml}\n')
    writeFileSync(join(cwd, 'values.yaml'), 'expose:\n  host: ml-node-1 # a node\nlabels: {team: "ml"}\n')
    writeFileSync(join(cwd, 'kustomization.yaml'), 'kind: Component\nlabels:\n- pairs: {team: ml}\n')
    const patch = 'kind: Deployment\nmetadata: {name: clearml-webserver}\nspec: {paused: true}\n'
    writeFileSync(join(cwd, 'patch.yaml'), `apiVersion: apps/v1\n${patch}`)
    const recorder = fileURLToPath(new URL('recorder.cjs', import.meta.url))
    const flags = [
      'build',
      '--validate',
      '-f',
      'values.yaml',
      '--set',
      'redis.storage.size=8Gi,webserver.replicas=2',
      '--overlay',
      './',
      '--patch',
      'patch.yaml',
    ]
    execFileSync(process.execPath, ['--require', recorder, resolve(directory, 'cli.cjs'), ...flags], {
      cwd,
      env: { ...process.env, CODE_CACHE_SUFFIX: `.${versions.v8}-${platform}-${arch}.cache` },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
