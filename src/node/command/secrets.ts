/** `clearml-manifests secrets`: a Secret of all credentials, made once, outside of the stream. */
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { credentialKeys } from '../../components/credentialsScript.js'
import { keepAnnotations, metadata } from '../../components/metadata.js'
import { get, isObject, type Json, type JsonObject } from '../../json.js'
import { canonical } from '../../kube/canonical.js'
import { toYaml } from '../../kube/yaml.js'
import { credentialsMode, credentialsSecret } from '../../values/auth.js'
import type { Values } from '../../values/table.js'
import type { Answer } from '../answer.js'
import { built } from '../built.js'
import type { CommandErrors } from '../commandError.js'
import { codeOf, reasonOf } from '../inputError.js'
import { administrator, type Credentials, randomPassword, systemKeys } from '../newCredentials.js'
import { bcrypt, passwordIn } from '../password.js'
import { readStream } from '../readStream.js'
import { fileName, readText } from '../readText.js'
import type { BuildFlags } from '../request.js'
import { createSecretFile, replaceSecretFile } from '../secretFile.js'
import { stdinOnce } from '../stdinOnce.js'

export interface SecretsFlags {
  /** A file; `-` is standard output. */
  readonly output?: string
  /** Whether the file is there, and its system keys are made anew. */
  readonly rotate?: boolean
  readonly adminPasswordFile?: string
}

/**
 * Writes the Secret that the stream of these flags reads. Its values stand in `data`, as the API server keeps them and the
 * credential step writes them: so neither kubectl nor a GitOps tool sees a difference after applying, as they do with
 * `stringData`. Says what to do next, and never a value. Fails where the file is there already (without `rotate`), or is
 * not (with it), and for a password that bcrypt does not take.
 */
export const secrets = (
  flags: BuildFlags & SecretsFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.fromEither(outputOf(flags)),
    TE.bindTo('output'),
    TE.bind('values', () => valuesOf(flags, cwd)),
    TE.bind('before', ({ output, values }) =>
      flags.rotate === true ? read(output, values, cwd) : TE.right<CommandErrors, Credentials>({}),
    ),
    TE.bind('admin', ({ values, before }) => adminOf(flags, values, before, cwd)),
    TE.chain(({ output, values, before, admin }) => {
      const made = { ...before, ...systemKeys(before), ...admin }
      const text = toYaml([canonical(manifest(values, made))])
      const summary = next(output, flags.rotate === true, values)
      if (output === '-') return TE.right({ text, warnings: [], summary })
      return pipe(
        written(output, text, flags.rotate === true, cwd),
        TE.map(() => ({ text: '', warnings: [], summary })),
      )
    }),
  )

const outputOf = (flags: BuildFlags & SecretsFlags): E.Either<CommandErrors, string> => {
  const { output, rotate, adminPasswordFile } = flags
  if (output === undefined || output === '')
    return wrong('a secret is not for the screen: say -o FILE, or -o - for a program that encrypts it')
  if (output.endsWith('/')) return wrong(`-o ${output}: expected a file; the Secret is one manifest`)
  if (output === '-' && rotate === true)
    return wrong('--rotate: expected -o FILE with the Secret that this command has written before')
  return pipe(
    stdinOnce(flags, { '--admin-password-file': adminPasswordFile }),
    E.map(() => output),
  )
}

const valuesOf = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, Values> =>
  pipe(
    built(flags, cwd),
    TE.chainEitherK(({ values }) =>
      credentialsMode(values.auth) === 'externalSecret'
        ? wrong(
            'auth.credentials is externalSecret: the External Secrets Operator makes the Secret from its store',
          )
        : E.right(values),
    ),
  )

/** The administrator stays at a rotation, unless a password is given. */
const adminOf = (
  { adminPasswordFile: file }: SecretsFlags,
  { auth }: Values,
  before: Credentials,
  cwd: string,
): TE.TaskEither<CommandErrors, Credentials> => {
  const made = (password: string): TE.TaskEither<CommandErrors, Credentials> =>
    TE.fromTask(async () => administrator(auth.adminUsername, password, await bcrypt(password)))
  if (file === undefined)
    return before['apiserver.conf'] === undefined ? made(randomPassword()) : TE.right({})
  return pipe(
    readText(file, cwd),
    TE.mapLeft((error): CommandErrors => [error]),
    TE.chainEitherK((text) =>
      pipe(
        passwordIn(text),
        E.mapLeft(
          (reason): CommandErrors => [
            { _tag: 'Usage', message: `--admin-password-file ${fileName(file)}: ${reason}` },
          ],
        ),
      ),
    ),
    TE.chain(made),
  )
}

const manifest = (values: Values, credentials: Credentials): JsonObject => {
  const known = credentialKeys.map(({ key }) => key).filter((key) => Object.hasOwn(credentials, key))
  const all = [...known, ...Object.keys(credentials).filter((key) => !known.includes(key))]
  const meta = metadata(values, credentialsSecret(values.auth), 'credentials', {
    annotations: keepAnnotations,
  })
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { ...meta, namespace: values.namespace.name } as unknown as JsonObject, // plain data
    data: Object.fromEntries(all.map((key) => [key, Buffer.from(credentials[key] ?? '').toString('base64')])),
  }
}

/** What the Secret in the file holds, in `data` or `stringData`. Encrypted files hold none of it. */
const read = (file: string, values: Values, cwd: string): TE.TaskEither<CommandErrors, Credentials> =>
  pipe(
    readStream(file, cwd),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.chainEitherK((documents) => {
      const [first, ...more] = documents.map(({ manifest: one }) => one)
      if (first?.kind !== 'Secret' || more.length > 0)
        return wrong(`${file}: expected one manifest of kind Secret; decrypt it first if it is encrypted`)
      if (first.sops !== undefined) return wrong(`${file}: is encrypted by sops; decrypt it first`)
      const [there, ours] = [nameOf(first), secretOf(values)]
      if (there !== ours && there !== '')
        return wrong(`${file}: is the Secret ${there}, and the values say ${ours}; give those that made it`)
      const credentials = { ...decoded(first.data), ...texts(first.stringData) }
      const absent = credentialKeys.map(({ key }) => key).filter((key) => !credentials[key])
      return absent.length === 0
        ? E.right(credentials)
        : wrong(`${file}: has no ${absent.join(', ')}; make it anew under another name instead`)
    }),
  )

/** NAMESPACE/NAME of the Secret that the stream reads. */
const secretOf = ({ auth, namespace }: Values): string => `${namespace.name}/${credentialsSecret(auth)}`

/** The same of the one in a file; empty where the file does not say both. */
const nameOf = ({ metadata: meta }: JsonObject): string => {
  const [namespace, name] = isObject(meta) ? [get(meta, 'namespace'), get(meta, 'name')] : []
  return typeof namespace === 'string' && typeof name === 'string' ? `${namespace}/${name}` : ''
}

const texts = (map: Json | undefined): Credentials =>
  isObject(map)
    ? Object.fromEntries(
        Object.keys(map).flatMap((key) => {
          const value = get(map, key)
          return typeof value === 'string' ? [[key, value]] : []
        }),
      )
    : {}

const decoded = (map: Json | undefined): Credentials =>
  Object.fromEntries(
    Object.entries(texts(map)).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  )

const written =
  (file: string, text: string, isThere: boolean, cwd: string): TE.TaskEither<CommandErrors, void> =>
  async () => {
    try {
      await (isThere ? replaceSecretFile : createSecretFile)(resolve(cwd, file), text)
      return E.right(undefined)
    } catch (error) {
      if (codeOf(error) === 'EEXIST')
        return wrong(
          `${file}: is there already, and is not overwritten; --rotate makes its keys anew, or choose another file`,
        )
      return E.left([{ _tag: 'OutputNotWritten', path: file, reason: reasonOf(error) }])
    }
  }

/** What to do with it; no value of it. */
const next = (output: string, isRotation: boolean, values: Values): string => {
  const { auth } = values
  const secret = `Secret ${secretOf(values)}`
  const told =
    output === '-'
      ? `printed ${secret}`
      : `wrote ${secret} to ${output}, which only you can read; keep it out of version control unless it is encrypted`
  const apply = output === '-' ? 'encrypt and apply it' : `kubectl apply -f ${output}`
  if (isRotation)
    return `${told}\nnext: ${apply}, then a stream with auth.rotation=${auth.rotation + 1}, which restarts every pod that reads it`
  const reads =
    auth.existingSecret === null ? 'auth.credentials=manifest' : `auth.existingSecret=${auth.existingSecret}`
  return `${told}\nnext: ${apply}, and build with --set ${reads}`
}

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])
