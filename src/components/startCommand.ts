import { byCodePoint } from '../json.js'

/** A server that has to answer before this one starts. `name` is the word of the log. */
export type Wait =
  /** `http`: a URL that answers with a status below 400; proxies of the environment are not asked. */
  | { readonly name: string; readonly http: string }
  /** `tcp`: an address that accepts a connection. */
  | { readonly name: string; readonly tcp: { readonly host: string; readonly port: number } }
  /** `anyOf`: addresses of which one accepts a connection. */
  | { readonly name: string; readonly anyOf: ReadonlyArray<{ readonly host: string; readonly port: number }> }

/** What runs in the container, in the words of the image's entrypoint; `asyncdelete` has no word there. */
export type Run =
  | { readonly role: 'apiserver' | 'webserver' | 'fileserver' }
  /** `fileserverUrl`: the fileserver inside the cluster. The job needs `PYTHONPATH=/opt/clearml/apiserver`. */
  | { readonly role: 'asyncdelete'; readonly fileserverUrl: string }

export type StartCommandInput = Run & {
  /** In this order, one after the other. */
  readonly waits: ReadonlyArray<Wait>
  /** Absolute paths that must exist and be non-empty. */
  readonly files: ReadonlyArray<string>
  /** The bound of all waits together, in seconds. */
  readonly waitSeconds: number
  /** Environment variables (name: absolute path) that take a file's text; these files must be there too. */
  readonly envFromFiles?: Readonly<Record<string, string>>
}

/**
 * The `command` of a container of the image `clearml/server`, in place of the image's entrypoint.
 *
 * 1. A file that is missing or empty ends it with 1: ClearML would take its published credentials instead.
 * 2. It waits for `waits`. After `waitSeconds` it ends with 1, and the kubelet starts it again.
 * 3. It runs the role by the image's own entrypoint, and hands SIGTERM to every process of it.
 *
 * bash stays process 1 on purpose. The entrypoint does not pass signals on, and Flask's server installs no
 * handler: as process 1 it would ignore SIGTERM and be killed only after the grace period.
 * The entrypoint has mode 744 and owner root, so it is read by bash and not executed: any uid can start it.
 *
 * Law: Kubernetes' expansion of `command` leaves the script as it is, whatever the container's `env`: it holds
 * no `$$` and no `$(NAME)`. Values of the input are quoted, so none of them is read as shell.
 */
export const startCommand = (input: StartCommandInput): ReadonlyArray<string> => {
  const env = Object.entries(input.envFromFiles ?? {}).sort(([a], [b]) => byCodePoint(a, b))
  const files = [...new Set([...input.files, ...env.map(([, path]) => path)])]
  const parts = [
    `trap 'exit 143' TERM`,
    ...(files.length === 0 ? [] : [refuse(files)]),
    ...env.map(([name, path]) => `export ${quote(name)}="$(< ${quote(path)})"`),
    ...(input.waits.length === 0 ? [] : [waitFor(input.waitSeconds), ...input.waits.map(waitLine)]),
    start(input),
  ]
  return ['/bin/bash', '-ec', `${parts.join('\n')}\n`]
}

const refuse = (files: ReadonlyArray<string>): string => `for file in ${files.map(quote).join(' ')}; do
  [ -s "$file" ] || { echo "$file is missing or empty: not starting with ClearML's published credentials" >&2; exit 1; }
done`

/** Programs run in the background and are waited for, because bash runs a trap only between two programs. */
const waitFor = (seconds: number): string => `run() { "$@" & wait "$!"; }
wait_for() {
  name=$1 code=0 logged=$SECONDS; shift
  echo "waiting for $name"
  until run "$@" 2>/dev/null; do
    code=$?
    [ "$SECONDS" -lt ${seconds} ] || { echo "$name did not answer in ${seconds} s ($1: exit code $code)" >&2; exit 1; }
    [ "$SECONDS" -lt "$((logged + 30))" ] || { echo "waiting for $name ($1: exit code $code)"; logged=$SECONDS; }
    run sleep 2
  done
  echo "$name answers"
}`

const waitLine = (wait: Wait): string => {
  const name = quote(wait.name)
  if ('http' in wait) return `wait_for ${name} curl -fsS -m 5 --noproxy '*' -o /dev/null ${quote(wait.http)}`
  if ('tcp' in wait) return `wait_for ${name} ${connect} ${quote(wait.tcp.host)} ${wait.tcp.port}`
  const addresses = wait.anyOf.map(({ host, port }) => `${quote(host)} ${port}`).join(' ')
  return `any() { until ${connect} "$1" "$2"; do shift 2; [ "$#" -gt 0 ] || return 1; done; }
wait_for ${name} any ${addresses}`
}

const connect = `timeout 5 bash -c ': > "/dev/tcp/$0/$1"'`

/**
 * `set -m` gives the server and its children a process group of their own, which one `kill` reaches. The container
 * ends with its process 1, so the trap waits for the group. `exec 2>` hides what the shell says of its jobs.
 */
const start = (run: Run): string => `set -m
${program(run)} &
server=$!
trap 'exec 2>/dev/null; kill -TERM -- "-$server" || :; while kill -0 -- "-$server"; do sleep 0.2; done; exit 143' TERM
wait "$server"`

const program = (run: Run): string => {
  switch (run.role) {
    case 'asyncdelete':
      return `(cd /opt/clearml && exec python3 -m jobs.async_urls_delete --fileserver-host ${quote(run.fileserverUrl)})`
    case 'webserver':
      // update_from_env.py has mode 744 as well, and the entrypoint executes it.
      return `entrypoint="$(sed 's#^ */opt/clearml/utilities/update_from_env[.]py#python3 &#' ${ENTRYPOINT})"
bash -c "$entrypoint" ${ENTRYPOINT} webserver`
    default:
      return `bash ${ENTRYPOINT} ${run.role}`
  }
}

const ENTRYPOINT = '/opt/clearml/entrypoint.sh'

/** One word of the shell. A quote is closed after each `$`, so that Kubernetes sees neither `$$` nor `$(`. */
const quote = (text: string): string => `'${text.replace(/'/g, `'\\''`).replace(/\$/g, `$$''`)}'`
