import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { type StartCommandInput, startCommand, type Wait } from '../../src/components/startCommand.js'
import { needs } from '../support/which.js'

const nothing = { waits: [], files: [], waitSeconds: 5 }

/** The shape of the image's entrypoint: a branch per role, servers that are started as children. */
const entrypoint = `#!/usr/bin/env bash
set -e
SERVER_TYPE=$1
if (( $# < 1 )) ; then
    exit 1
elif [[ \${SERVER_TYPE} == "apiserver" ]]; then
    cd /opt/clearml/
    python3 -m apiserver.apierrors_generator
    if [[ -n $CLEARML_USE_GUNICORN ]]; then
      # Note: gunicorn takes its arguments from the environment too
      gunicorn \\
        -w "\${CLEARML_GUNICORN_WORKERS:-8}" \\
        apiserver.server:app
    else
        python3 -m apiserver.server
    fi
elif [[ \${SERVER_TYPE} == "webserver" ]]; then
    echo "key=\${USER_KEY} secret=\${USER_SECRET}"
    /opt/clearml/utilities/update_from_env.py \\
        --verbose
    python3 nginx
elif [[ \${SERVER_TYPE} == "fileserver" ]]; then
    cd /opt/clearml/fileserver/
    python3 fileserver.py
else
    echo "Server type \${SERVER_TYPE} is invalid."
fi
`

/** In place of Python: says what it runs; as a server it serves until SIGTERM, and is slow to stop. */
const program = `#!/bin/bash
echo "$(basename "$0") $* in $PWD"
case "$*" in *generator|*update_from_env*) exit 0;; esac
trap 'sleep 0.5; echo stopped; exit 0' TERM
echo serving
while :; do sleep 0.1 & wait $!; done
`

type Image = { readonly root: string; readonly command: (input: StartCommandInput) => ReadonlyArray<string> }

/** The files of the image in a folder of their own, where `/opt/clearml` is in the command's text. */
const image = (t: Test, server = program): Image => {
  const root = mkdtempSync(join(tmpdir(), 'clearml-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const dir of ['bin', 'fileserver', 'utilities']) mkdirSync(join(root, dir))
  writeFileSync(join(root, 'entrypoint.sh'), entrypoint.replaceAll('/opt/clearml', root))
  chmodSync(join(root, 'entrypoint.sh'), 0o744)
  writeFileSync(join(root, 'utilities/update_from_env.py'), 'not executable by another uid')
  for (const name of ['python3', 'gunicorn']) writeFileSync(join(root, 'bin', name), server, { mode: 0o755 })
  chmodSync(root, 0o755)
  return {
    root,
    command: (input) => startCommand(input).map((word) => word.replaceAll('/opt/clearml', root)),
  }
}

type Running = {
  readonly child: ChildProcess
  readonly log: () => string
  readonly said: (text: string) => Promise<void>
  readonly ended: Promise<number | null>
}

const start = (
  t: Test,
  image: Image,
  command: ReadonlyArray<string>,
  env: Record<string, string> = {},
): Running => {
  const [file = '', ...args] = command
  const path = `${join(image.root, 'bin')}:${process.env.PATH}`
  const child = spawn(file, args, { env: { PATH: path, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  const watchers = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      log += chunk
      for (const watcher of watchers) watcher()
    })
  }
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  t.teardown(() => child.kill('SIGTERM'))
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const watcher = () => {
        if (log.includes(text)) resolve()
      }
      watchers.add(watcher)
      watcher()
      child.on('close', (code) => reject(new Error(`ended with ${code} before it said "${text}":\n${log}`)))
    })
  return { child, log: () => log, said, ended }
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const before = performance.now()
  await work()
  return (performance.now() - before) / 1000
}

const listen = async (t: Test, server: Server, port = 0): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
  t.teardown(() => server.close())
  return (server.address() as AddressInfo).port // it listens on a port, not on a pipe
}

/** A port that nobody listens on, for now. */
const freePort = async (t: Test): Promise<number> => {
  const server = createServer()
  const port = await listen(t, server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

const bash = needs('bash')
const curl = needs('bash', 'curl')

t.test('a command is what an operator reads in the Deployment', async (t) => {
  const [shell, flags, script] = startCommand({
    role: 'fileserver',
    waits: [{ name: 'redis', tcp: { host: 'clearml-redis', port: 6379 } }],
    files: ['/run/clearml/secure.conf'],
    waitSeconds: 300,
  })
  t.strictSame([shell, flags], ['/bin/bash', '-ec'])
  t.match(script, `for file in '/run/clearml/secure.conf'; do`)
  t.match(script, /^wait_for 'redis' timeout 5 bash -c .* 'clearml-redis' 6379$/m)
  t.match(script, 'bash /opt/clearml/entrypoint.sh fileserver &')
  t.notMatch(startCommand({ role: 'fileserver', ...nothing })[2], 'wait_for')
})

t.test('a missing or an empty file ends it, and no server starts', bash, async (t) => {
  const clearml = image(t)
  const empty = join(clearml.root, 'empty.conf')
  writeFileSync(empty, '')
  const there = join(clearml.root, 'entrypoint.sh')
  for (const file of [empty, join(clearml.root, 'absent.conf')]) {
    for (const more of [{ files: [there, file] }, { envFromFiles: { USER_KEY: file } }]) {
      const run = start(t, clearml, clearml.command({ role: 'apiserver', ...nothing, ...more }))
      t.equal(await run.ended, 1)
      t.equal(run.log(), `${file} is missing or empty: not starting with ClearML's published credentials\n`)
    }
  }
})

t.test('every role starts its own server', bash, async (t) => {
  const clearml = image(t)
  const { root } = clearml
  const cases: ReadonlyArray<readonly [StartCommandInput, Record<string, string>, string]> = [
    [{ role: 'apiserver', ...nothing }, {}, `python3 -m apiserver.server in ${root}`],
    [
      { role: 'apiserver', ...nothing },
      { CLEARML_USE_GUNICORN: '1' },
      `gunicorn -w 8 apiserver.server:app in ${root}`,
    ],
    [{ role: 'fileserver', ...nothing }, {}, `python3 fileserver.py in ${root}/fileserver`],
    [{ role: 'webserver', ...nothing }, {}, 'python3 nginx'],
    [
      { role: 'asyncdelete', fileserverUrl: 'http://files:8081', ...nothing },
      {},
      `python3 -m jobs.async_urls_delete --fileserver-host http://files:8081 in ${root}`,
    ],
  ]
  for (const [input, env, expected] of cases) {
    const run = start(t, clearml, clearml.command(input), env)
    await run.said('serving')
    t.match(run.log(), `${expected}\n`.slice(0, input.role === 'webserver' ? -1 : undefined))
  }
})

t.test('SIGTERM reaches the server, which is given the time to stop', bash, async (t) => {
  const clearml = image(t)
  for (const role of ['apiserver', 'webserver'] as const) {
    const run = start(t, clearml, clearml.command({ role, ...nothing }))
    await run.said('serving')
    const took = await seconds(() => {
      run.child.kill('SIGTERM')
      return run.ended
    })
    t.equal(await run.ended, 143)
    t.match(run.log(), /serving\nstopped\n$/, 'no message of the shell itself')
    t.ok(took < 3, `${took} s`)
  }
})

const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0
const process1 = namespaces ? bash : { skip: 'unshare may not make a process namespace here' }
t.test('as process 1 it ends a server, with and without a handler for SIGTERM', process1, async (t) => {
  for (const [server, lastWords] of [
    [program, 'stopped'],
    [program.replace(/^trap.*$/m, ''), 'serving'],
  ] as const) {
    const clearml = image(t, server)
    const command = clearml.command({ role: 'apiserver', ...nothing })
    const run = start(t, clearml, ['unshare', '--pid', '--fork', '--mount-proc', ...command])
    await run.said('serving')
    const shell = readFileSync(`/proc/${run.child.pid}/task/${run.child.pid}/children`, 'utf8').trim()
    const took = await seconds(() => {
      process.kill(Number(shell), 'SIGTERM')
      return run.ended
    })
    t.equal(await run.ended, 143)
    t.ok(run.log().endsWith(`${lastWords}\n`), run.log())
    t.ok(took < 2, `${took} s`)
  }
})

t.test('a server that ends by itself ends the container with its status', bash, async (t) => {
  const clearml = image(t, '#!/bin/bash\ncase "$*" in *generator) exit 0;; esac\nexit 7\n')
  const run = start(t, clearml, clearml.command({ role: 'apiserver', ...nothing }))
  t.equal(await run.ended, 7)
})

t.test('it waits for tcp and http, and starts when all have answered', curl, async (t) => {
  const clearml = image(t)
  let status = 503
  const web = createHttpServer((_, response) => response.writeHead(status).end())
  const [tcp, http] = [await freePort(t), await listen(t, web)]
  const waits: ReadonlyArray<Wait> = [
    { name: 'mongodb', tcp: { host: '127.0.0.1', port: tcp } },
    { name: 'elasticsearch', http: `http://127.0.0.1:${http}/_cluster/health?a=1&b=$x` },
  ]
  const env = { http_proxy: 'http://127.0.0.1:9' }
  const run = start(
    t,
    clearml,
    clearml.command({ role: 'apiserver', ...nothing, waits, waitSeconds: 60 }),
    env,
  )
  await run.said('waiting for mongodb\n')
  t.notMatch(run.log(), 'elasticsearch')
  await listen(t, createServer(), tcp)
  await run.said('mongodb answers\nwaiting for elasticsearch\n')
  await new Promise((resolve) => setTimeout(resolve, 500))
  t.notMatch(run.log(), 'elasticsearch answers')
  status = 200
  await run.said('serving')
  t.match(
    run.log(),
    /waiting for mongodb\nmongodb answers\nwaiting for elasticsearch\nelasticsearch answers\npython3/,
  )
})

t.test('waits are bounded, together', curl, async (t) => {
  const clearml = image(t)
  const [answers, silent] = [await listen(t, createServer()), await freePort(t)]
  const waits: ReadonlyArray<Wait> = [
    { name: 'redis', tcp: { host: '127.0.0.1', port: answers } },
    { name: 'the API', http: `http://127.0.0.1:${silent}/debug.ping` },
    { name: 'never asked', tcp: { host: '127.0.0.1', port: answers } },
  ]
  const run = start(t, clearml, clearml.command({ role: 'webserver', waits, files: [], waitSeconds: 1 }))
  t.equal(await run.ended, 1)
  t.equal(
    run.log(),
    'waiting for redis\nredis answers\nwaiting for the API\nthe API did not answer in 1 s (curl: exit code 7)\n',
  )
  const refused: ReadonlyArray<Wait> = [{ name: 'mongodb', tcp: { host: '127.0.0.1', port: silent } }]
  const tcp = start(
    t,
    clearml,
    clearml.command({ role: 'apiserver', ...nothing, waits: refused, waitSeconds: 0 }),
  )
  t.equal(await tcp.ended, 1)
  t.match(tcp.log(), 'mongodb did not answer in 0 s')
})

t.test('SIGTERM ends it while it waits, even for a server that accepts and says nothing', curl, async (t) => {
  const clearml = image(t)
  const port = await listen(t, createServer())
  const waits: ReadonlyArray<Wait> = [{ name: 'the API', http: `http://127.0.0.1:${port}/` }]
  const run = start(t, clearml, clearml.command({ role: 'webserver', ...nothing, waits, waitSeconds: 60 }))
  await run.said('waiting for the API')
  await new Promise((resolve) => setTimeout(resolve, 300))
  const took = await seconds(() => {
    run.child.kill('SIGTERM')
    return run.ended
  })
  t.equal(await run.ended, 143)
  t.ok(took < 2, `${took} s`)
})

t.test('variables from files reach the server', bash, async (t) => {
  const clearml = image(t)
  const envFromFiles = { USER_SECRET: join(clearml.root, "it's"), USER_KEY: join(clearml.root, 'key') }
  writeFileSync(envFromFiles.USER_KEY, 'KEY1\n')
  writeFileSync(envFromFiles.USER_SECRET, 'a "b" $c')
  const run = start(t, clearml, clearml.command({ role: 'webserver', ...nothing, envFromFiles }))
  await run.said('serving')
  t.match(run.log(), 'key=KEY1 secret=a "b" $c\n')
})

const root = process.getuid?.() === 0
t.test(
  'another uid than root can start it',
  root ? needs('bash', 'setpriv') : { skip: 'needs root' },
  async (t) => {
    const clearml = image(t)
    const as = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
    for (const role of ['apiserver', 'webserver'] as const) {
      const run = start(t, clearml, [...as, ...clearml.command({ role, ...nothing })])
      await Promise.race([run.said('serving'), run.ended])
      t.match(run.log(), 'serving')
      run.child.kill('SIGTERM')
      await run.ended
    }
  },
)

/** Kubernetes' expansion of `command`, where every name that an environment variable may have is defined. */
const expand = (text: string): string =>
  text.replace(/\$(?:\$|\(([^)]*)\))/g, (match, name: string | undefined) =>
    name === undefined ? '$' : /^[-._A-Za-z][-._A-Za-z0-9]*$/.test(name) ? 'EXPANDED' : match,
  )

/** Texts that a shell or Kubernetes would read as something else. */
const trap = fc
  .array(fc.constantFrom('$', '$$', '$(', ')', 'NAME', "'", '"', '`', '\\', '\n', ' ', ';', '#', '&', 'é'))
  .map((parts) => parts.join(''))

t.test('Kubernetes leaves the script as it is, whatever the input', async (t) => {
  t.equal(expand('$(HOME) $$ $(( 1 )) $(< x)'), 'EXPANDED $ $(( 1 )) $(< x)')
  fc.assert(
    fc.property(trap, trap, trap, trap, (a, b, c, d) => {
      const script = startCommand({
        role: 'asyncdelete',
        fileserverUrl: a,
        waits: [
          { name: b, http: c },
          { name: c, tcp: { host: d, port: 1 } },
        ],
        files: [a, d],
        waitSeconds: 1,
        envFromFiles: { [b]: c },
      }).join('\n')
      return expand(script) === script && !script.includes('$$')
    }),
  )
  for (const role of ['apiserver', 'webserver', 'fileserver'] as const) {
    const script = startCommand({ role, ...nothing }).join('\n')
    t.equal(expand(script), script)
  }
})

t.test('no value of the input is read as shell', bash, async (t) => {
  fc.assert(
    fc.property(trap, (text) => {
      const file = `/absent/${text}`
      const [shell = '', ...args] = startCommand({ role: 'apiserver', ...nothing, files: [file] })
      const { status, stderr } = spawnSync(shell, args, { stdio: ['ignore', 'pipe', 'pipe'] })
      return status === 1 && stderr.toString().startsWith(`${file} is missing or empty:`)
    }),
    { numRuns: 50 },
  )
  t.notOk(existsSync('/absent'))
})
