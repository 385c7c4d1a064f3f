/** What an agent's pod runs, run: with a stand-in for clearml-agent, and with the package itself where it is there. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { agentProgram } from '../../overlays/agents/agentProgram.js'
import { claimProbe, daemonCommand } from '../../overlays/agents/daemon.js'
import { agentPython, needsAgent } from '../support/agentPython.js'
import { clearmlApi, keys } from '../support/clearmlApi.js'
import { needs } from '../support/which.js'

/** In place of the package requests: as much of it as is used. */
const requests = `import urllib.error, urllib.request
class RequestException(Exception): pass
class Answer:
    def __init__(self, status): self.status_code, self.reason = status, "reason"
def get(url, timeout, verify):
    print("asks", url, verify, flush=True)
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer: return Answer(answer.status)
    except urllib.error.HTTPError as error: return Answer(error.code)
    except OSError as error: raise RequestException(str(error))
`

/** In place of the agent: serves until SIGTERM, and is slow to stop. */
const daemon = `import signal, sys, time
def stop(*_):
    time.sleep(0.5)
    print("stopped", flush=True)
    sys.exit(2)
signal.signal(signal.SIGTERM, stop)
print("daemon", sys.argv[1:], flush=True)
while True: time.sleep(0.1)
`

const serve = async (t: Test, server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}

/** It, and what it has started. */
const killAll = (child: ChildProcess): void => {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    // They are gone.
  }
}

const run = (
  t: Test,
  {
    agent = daemon,
    env = {},
    seconds = 30,
    flags = ['--queue', 'a b'],
    around = [] as ReadonlyArray<string>,
  } = {},
) => {
  const dir = mkdtempSync(join(tmpdir(), 'agent-'))
  const stubs = t.testdir({
    'requests.py': requests,
    clearml_agent: { '__init__.py': '', '__main__.py': agent },
    'agent.py': agentProgram,
  })
  const [, ...command] = daemonCommand({ python: '', flags, waitSeconds: seconds })
  const words = command.map((word) => word.replace('/opt/clearml-manifests', stubs))
  const [file = '', ...args] = [...around, 'python3', ...words]
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? '', PYTHONPATH: stubs, HOME: dir, ...env },
    detached: true,
  })
  let log = ''
  const add = (chunk: unknown): void => {
    log += chunk
  }
  child.stdout.on('data', add)
  child.stderr.on('data', add)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  t.teardown(async () => {
    killAll(child)
    await ended
    rmSync(dir, { recursive: true, force: true })
  })
  const said = async (text: string): Promise<void> => {
    const deadline = Date.now() + 20_000
    while (!log.includes(text)) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`not said: ${text}\n${log}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { child, ended, log: () => log, said }
}

const python = needs('python3')

t.test('it waits for the API, and starts the daemon with its flags', python, async (t) => {
  let status = 503
  const api = await serve(
    t,
    createServer((_, response) => response.writeHead(status).end()),
  )
  const { said, log } = run(t, {
    env: { CLEARML_API_HOST: `${api}/`, CLEARML_API_HOST_VERIFY_CERT: 'false' },
  })
  await said(`start: waiting for the API: ${api}/debug.ping: 503 reason\n`)
  t.notMatch(log(), 'daemon')
  status = 200
  await said("start: the API answers\ndaemon ['daemon', '--foreground', '--queue', 'a b']\n")
  t.match(log(), `asks ${api}/debug.ping False\n`)
})

t.test('the certificate is verified unless it is said otherwise', python, async (t) => {
  const api = await serve(
    t,
    createServer((_, response) => response.writeHead(404).end()),
  )
  const { said } = run(t, { env: { CLEARML_API_HOST: api } })
  await said(`asks ${api}/debug.ping None\n`)
  await said('daemon')
})

t.test('the wait is bounded', python, async (t) => {
  const { ended, log } = run(t, { seconds: 1, env: { CLEARML_API_HOST: 'http://127.0.0.1:9' } })
  t.equal(await ended, 1)
  t.match(log(), /start: the API did not answer in 1 s: http:\/\/127\.0\.0\.1:9\/debug\.ping: .*refused/)
})

t.test('SIGTERM ends the wait', python, async (t) => {
  const { child, ended, said } = run(t, { env: { CLEARML_API_HOST: 'http://127.0.0.1:9' } })
  await said('waiting')
  child.kill('SIGTERM')
  t.equal(await ended, 143)
})

t.test('SIGTERM reaches the daemon, which is given the time to stop', python, async (t) => {
  const { child, ended, said, log } = run(t)
  await said('daemon')
  child.kill('SIGTERM')
  t.equal(await ended, 143)
  t.match(log(), /stopped\n$/)
})

t.test('a daemon that ends by itself ends the container with its status', python, async (t) => {
  t.equal(await run(t, { agent: 'import sys; sys.exit(7)' }).ended, 7)
  t.equal(await run(t, { agent: 'import os, signal; os.kill(os.getpid(), signal.SIGKILL)' }).ended, 137)
})

const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0
const process1 = namespaces ? python : { skip: 'unshare may not make a process namespace here' }
t.test('as process 1 it reaps what tasks leave behind', process1, async (t) => {
  const agent = `import glob, os, subprocess, time
subprocess.run(["sh", "-c", "sleep 0.2 & sleep 0.2 &"])
time.sleep(1)
states = {path.split("/")[2]: open(path).read().rpartition(")")[2].split()[0] for path in glob.glob("/proc/[0-9]*/stat")}
print("processes", len(states), "dead ones", list(states.values()).count("Z"), flush=True)
`
  const { said } = run(t, { agent, around: ['unshare', '--pid', '--fork', '--mount-proc'] })
  await said('processes 2 dead ones 0\n')
})

t.test('a flag is what it is, whatever Kubernetes reads in it', async (t) => {
  const words = daemonCommand({ python: 'python3', flags: ['a $(HOME) $$ $'], waitSeconds: 1 })
  t.equal(words.at(-1), 'a $$(HOME) $$$$ $$')
})

t.test('the agent claims its id while it listens', needsAgent, async (t) => {
  const api = await clearmlApi(t, ['gpu'])
  const dir = mkdtempSync(join(tmpdir(), 'agent-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  writeFileSync(join(dir, 'agent.py'), agentProgram)
  const [, ...command] = daemonCommand({
    python: '',
    flags: ['--cpu-only', '--queue', 'gpu'],
    waitSeconds: 30,
  })
  const words = command.map((word) => word.replace('/opt/clearml-manifests', dir))
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: dir,
    TMPDIR: dir,
    CLEARML_API_HOST: api.url,
    CLEARML_WEB_HOST: 'http://app.example.com',
    CLEARML_FILES_HOST: 'http://files.example.com',
    CLEARML_API_ACCESS_KEY: keys.access,
    CLEARML_API_SECRET_KEY: keys.secret,
    CLEARML_WORKER_ID: 'ml:agent:pod-1',
    NVIDIA_VISIBLE_DEVICES: 'void',
  }
  const child = spawn(agentPython, words, { env, detached: true })
  t.teardown(() => killAll(child))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdout.resume()
  child.stderr.resume()
  const [file = '', ...args] = claimProbe(`"\${TMPDIR:-/tmp}"`).exec?.command ?? []
  const isReady = (): boolean => spawnSync(file, args, { env }).status === 0
  t.notOk(isReady())
  const deadline = Date.now() + 30_000
  while (api.workers.size === 0 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 100))
  t.same([...api.workers], ['ml:agent:pod-1'])
  t.ok(isReady())
  child.kill('SIGTERM')
  t.equal(await ended, 143)
  t.same([...api.workers], [], 'the worker is gone from the web UI')
  t.notOk(isReady())
})
