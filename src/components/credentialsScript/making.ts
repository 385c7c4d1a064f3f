import { rotatedKeys } from './keys.js'

/** The part of the script that makes credentials: all of them, those that are missing, those that are rotated. */
export const making: string = String.raw`
ROTATED = (${rotatedKeys.map((key) => JSON.stringify(key)).join(', ')})


def random(length, alphabet=string.ascii_letters + string.digits):
    """Letters and digits, a letter first: no HOCON reader takes it for a number, a duration or a substitution."""
    first = secrets.choice([character for character in alphabet if character.isalpha()])
    return first + "".join(secrets.choice(alphabet) for _ in range(length - 1))


def new_secure():
    servers = ("apiserver", "fileserver", "webserver", "services_agent", "tests")
    capitals = string.ascii_uppercase + string.digits
    return {
        "http": {"session_secret": {"apiserver": random(60)}},
        "auth": {"token_secret": random(60)},
        "credentials": {name: {"user_key": random(30, capitals), "user_secret": random(60)} for name in servers},
    }


def new_services():
    guest = {"enabled": False, "username": random(30), "password": random(60)}
    return {"events": {"events_retrieval": {"scroll_id_key": random(60)}}, "auth": {"fixed_users": {"guest": guest}}}


def new_apiserver(username, password):
    user = {"username": username, "password": hashed(password, "admin-password"), "name": "Administrator"}
    return {"auth": {"fixed_users": {"enabled": True, "pass_hashed": True, "users": [user]}}}


def renewed(old, new):
    """What is there, with every text replaced that is new: settings and entries of the user's own stay."""
    if isinstance(new, dict) and isinstance(old, dict):
        return {**old, **{key: renewed(old.get(key), value) for key, value in new.items()}}
    return old if isinstance(new, bool) and isinstance(old, bool) else new


def missing(values, before):
    """The keys to add. What depends on a key that is there follows it; before: files that are rotated."""
    known = {key: value.rstrip("\r\n") for key, value in values.items()}
    secure, services = (
        renewed(parse(key, before[key]), new) if before.get(key, "").strip() else new
        for key, new in (("secure.conf", new_secure()), ("services.conf", new_services()))
    )
    for name, pair in (("webserver", "webserver"), ("agent", "services_agent")):
        own = secure["credentials"][pair]
        own["user_key"] = known.get(f"{name}-key", own["user_key"])
        own["user_secret"] = known.get(f"{name}-secret", own["user_secret"])
    known.setdefault("secure.conf", json.dumps(secure, indent=2, ensure_ascii=False))
    known.setdefault("services.conf", json.dumps(services, indent=2, ensure_ascii=False))
    pairs = find(parse("secure.conf", known["secure.conf"]), "credentials")
    for name, pair in (("webserver", "webserver"), ("agent", "services_agent")):
        known.setdefault(f"{name}-key", find(pairs, pair, "user_key"))
        known.setdefault(f"{name}-secret", find(pairs, pair, "user_secret"))
    if "apiserver.conf" not in known:
        known.setdefault("admin-username", os.environ.get("ADMIN_USERNAME") or "admin")
        known.setdefault("admin-password", random(43))
        administrator = new_apiserver(known["admin-username"], known["admin-password"])
        known["apiserver.conf"] = json.dumps(administrator, indent=2, ensure_ascii=False)
    users = find(parse("apiserver.conf", known["apiserver.conf"]), "auth", "fixed_users", "users")
    known.setdefault("admin-username", find(users, 0, "username"))
    return {key: value for key, value in known.items() if key not in values and isinstance(value, str) and value}
`
