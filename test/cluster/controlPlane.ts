/** A control plane on loopback: etcd, kube-apiserver, kube-controller-manager, kube-scheduler and KWOK. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Access, type Api, apiOf } from './api.js'

export interface Cluster {
  readonly api: Api
  readonly access: Access
  /** Kubernetes' version, such as `v1.36.3`, as the server says it. */
  readonly version: string
  readonly stop: () => Promise<void>
}

/** Starts all parts of `program` (test/cluster/controlplane) and waits until the API server is ready. */
export const startControlPlane = async (program: string): Promise<Cluster> => {
  const directory = mkdtempSync(join(tmpdir(), 'clearml-manifests-cluster-'))
  const children: ChildProcess[] = []
  const [etcd, peer, secure, controllers, scheduler] = await freePorts(5)
  const log = (part: string): string => join(directory, `${part}.log`)
  const start = (part: string, flags: ReadonlyArray<string>): void => {
    const child = spawn(program, [part, ...flags], {
      cwd: directory,
      env: { PATH: process.env.PATH ?? '', HOME: directory, GOGC: '200' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const file = createWriteStream(log(part))
    child.stdout.pipe(file)
    child.stderr.pipe(file)
    children.push(child)
  }
  const stop = async (): Promise<void> => {
    const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map((child, i) => (child.exitCode === null ? ended[i] : undefined)))
    rmSync(directory, { recursive: true, force: true })
  }
  const fail = (what: string): Error =>
    new Error(`${what}\n${['etcd', 'kube-apiserver'].map((part) => tail(log(part))).join('\n')}`)

  const key = join(directory, 'service-accounts.key')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  const token = randomBytes(24).toString('hex')
  const tokens = join(directory, 'tokens.csv')
  writeFileSync(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 })
  const certificates = join(directory, 'certificates')
  mkdirSync(certificates)

  const etcdUrl = `http://127.0.0.1:${etcd}`
  const peerUrl = `http://127.0.0.1:${peer}`
  start('etcd', [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ])
  start('kube-apiserver', [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${secure}`,
    `--cert-dir=${certificates}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16,fd00:10:96::/112',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--watch-cache=true',
  ])
  const access = {
    url: `https://127.0.0.1:${secure}`,
    ca: join(certificates, 'apiserver.crt'),
    token,
  }
  const api = await ready(access, () => children.some(({ exitCode }) => exitCode !== null)).catch(
    async (error) => {
      const said = fail(String(error))
      await stop()
      throw said
    },
  )
  const kubeconfig = join(directory, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigOf(access), { mode: 0o600 })
  start('kube-controller-manager', [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${key}`,
    `--root-ca-file=${access.ca}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${controllers}`,
    `--cert-dir=${certificates}`,
    '--leader-elect=false',
    '--authentication-skip-lookup=true',
    '--pvclaimbinder-sync-period=1s',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    '--controllers=*,-attachdetach,-nodeipam,-route,-service-lb-controller,-cloud-node-lifecycle',
  ])
  start('kube-scheduler', [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${scheduler}`,
    `--cert-dir=${certificates}`,
    '--leader-elect=false',
    '--authentication-skip-lookup=true',
  ])
  const stages = join(directory, 'stages.yaml')
  writeFileSync(stages, spawnSync(program, ['kwok-stages'], { encoding: 'utf8' }).stdout)
  start('kwok', [
    `--kubeconfig=${kubeconfig}`,
    `--config=${stages}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
  ])
  const { body } = await api.call('GET', '/version')
  return { api, access, version: String(body.gitVersion), stop }
}

/** Asks until the API server answers that it is ready. */
const ready = async (access: Access, isDead: () => boolean): Promise<Api> => {
  const end = Date.now() + 90_000
  for (;;) {
    try {
      const api = apiOf(access)
      const { status } = await api.call('GET', '/readyz')
      if (status === 200) return api
    } catch {
      // not listening yet, or no certificate yet
    }
    if (isDead()) throw new Error('a part of the control plane ended')
    if (Date.now() > end) throw new Error('the API server is not ready after 90 s')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const freePorts = async (count: number): Promise<ReadonlyArray<number>> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port) // it listens on a port
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

const kubeconfigOf = ({ url, ca, token }: Access): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'loopback', cluster: { server: url, 'certificate-authority': ca } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'loopback', context: { cluster: 'loopback', user: 'admin' } }],
    'current-context': 'loopback',
  })

const tail = (file: string): string => {
  try {
    return `--- ${file}\n${readFileSync(file, 'utf8').slice(-2000)}`
  } catch {
    return `--- ${file}: empty`
  }
}
