/** The launcher of the glue as its container runs it: beside it kubectl, its template, and the service account's files. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { agentPython } from './agentPython.js'
import { keys } from './clearmlApi.js'

export interface Files {
  readonly launcher: string
  readonly kubectl: string
  readonly template: string
  /** Of the service account. */
  readonly token: string
  readonly namespace: string
  /** Path of the certificate of the Kubernetes API. */
  readonly ca: string
}

export interface Launched {
  readonly child: ChildProcess
  readonly log: () => string
  /** Its exit code. */
  readonly ended: Promise<number | null>
  /** Whether there is a sign of life of this name. */
  readonly shows: (sign: 'alive' | 'ready') => boolean
  /** When a sign of life was last given, in ms; 0 where it never was. */
  readonly last: (sign: 'alive' | 'ready') => number
  /** Another text for the template. */
  readonly changeTemplate: (text: string) => void
  /** Until something is there; fails with the log after `seconds`. */
  readonly until: <A>(what: string, look: () => A | undefined | false, seconds?: number) => Promise<A>
}

export const launch = (
  t: Test,
  files: Files,
  { kubernetes, clearml, env = {} }: { kubernetes: number; clearml: string; env?: NodeJS.ProcessEnv },
  python: string = agentPython,
): Launched => {
  const dir = mkdtempSync(join(tmpdir(), 'glue-'))
  const [programs, account, home] = ['programs', 'account', 'home'].map((name) => join(dir, name))
  if (programs === undefined || account === undefined || home === undefined) throw new Error('no directories')
  for (const path of [programs, account, home]) mkdirSync(path)
  const template = join(dir, 'template.yaml')
  writeFileSync(template, files.template)
  writeFileSync(join(programs, 'launcher.py'), files.launcher)
  writeFileSync(join(programs, 'kubectl'), files.kubectl)
  chmodSync(join(programs, 'kubectl'), 0o555)
  writeFileSync(join(account, 'token'), files.token)
  writeFileSync(join(account, 'namespace'), files.namespace)
  copyFileSync(files.ca, join(account, 'ca.crt'))
  const child = spawn(python, [join(programs, 'launcher.py')], {
    cwd: dir,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      TMPDIR: home,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: `${kubernetes}`,
      SERVICE_ACCOUNT_DIR: account,
      KUBECTL_RETRY_SECONDS: '0.2',
      CLEARML_API_HOST: clearml,
      CLEARML_WEB_HOST: 'http://app.example.com',
      CLEARML_FILES_HOST: 'http://files.example.com',
      CLEARML_API_ACCESS_KEY: keys.access,
      CLEARML_API_SECRET_KEY: keys.secret,
      CLEARML_AGENT_QUEUE_POLL_FREQ_SEC: '0.2',
      CLEARML_WORKER_ID: 'ml-glue-gpu',
      CLEARML_DOCKER_IMAGE: 'docker.io/library/python:3.12',
      K8S_GLUE_QUEUE: 'gpu',
      K8S_GLUE_NAMESPACE: files.namespace,
      K8S_GLUE_TEMPLATE: template,
      K8S_GLUE_WAIT_SECONDS: '30',
      ...env,
    },
  })
  let log = ''
  const add = (chunk: unknown): void => {
    log += chunk
  }
  child.stdout.on('data', add)
  child.stderr.on('data', add)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(dir, { recursive: true, force: true })
  })
  return {
    child,
    ended,
    log: () => log,
    shows: (sign) => existsSync(join(home, `.glue-${sign}`)),
    last: (sign) => statSync(join(home, `.glue-${sign}`), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    changeTemplate: (text) => writeFileSync(template, text),
    until: async (what, look, seconds = 60) => {
      const deadline = Date.now() + seconds * 1000
      for (;;) {
        const seen = look()
        if (seen !== undefined && seen !== false) return seen
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`not seen: ${what}\n${log}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}
