import type { Values } from '../values/table.js'
import { inDefaultNamespace } from './namespace.js'

/**
 * The name of the sign-in cookie. It must be one on apiserver and fileserver, or the UI's files answer 401; and not that
 * of another installation on the same host, because cookies do not heed ports (RFC 6265, 8.5). A namespace's name is a
 * DNS label, so it needs no escape. Source of the default: `apiserver.auth.session_auth_cookie_name` in clearml-server.
 */
export const cookieName = (values: Values): string =>
  inDefaultNamespace(values) ? 'clearml_token_basic' : `clearml_token_ns_${values.namespace.name}`
