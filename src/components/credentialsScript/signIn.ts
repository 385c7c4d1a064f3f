/**
 * The part of the script that says who may sign in: the one owner of `auth.fixed_users`, because ClearML replaces lists
 * and knows one `pass_hashed` for all.
 *
 * With a guest the passwords are plain: ClearML tells the browser the guest's password as it is configured, and compares
 * it with that very text, so that it can be no hash; and then nobody's can.
 * Source: `apiserver/services/login`, `apiserver/service_repo/auth/{auth,fixed_user}.py` of clearml-server.
 */
export const signIn: string = String.raw`
BCRYPT = re.compile(r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}")
ALLOWED = ("username", "password", "name", "company", "is_guest")


def hashed(password, whose):
    """What ClearML calls a hashed password, the base64 text of a bcrypt hash: of a password, or of its hash."""
    if not BCRYPT.fullmatch(password):
        import bcrypt  # here, because few steps need it

        if len(password.encode()) > 72:
            fail(f"{whose} is longer than the 72 bytes that bcrypt takes")
        password = bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()
    return base64.b64encode(password.encode()).decode()


def unwrapped(password, whose):
    """The bcrypt hash in what a list with pass_hashed has as a password."""
    try:
        text = base64.b64decode(password, validate=True).decode("ascii")
    except ValueError:
        text = password
    if not BCRYPT.fullmatch(text):
        fail(f"{whose} is not the base64 text of a bcrypt hash")
    return text


def listed(values, fixed):
    """The users of the Secret's apiserver.conf, with plain passwords or bcrypt hashes."""
    where, users = f"apiserver.conf in Secret {SECRET}", fixed.get("users") or []
    if not isinstance(users, list) or not all(isinstance(user, dict) for user in users):
        fail(f"{where}: auth.fixed_users.users is no list of users")
    for number, user in enumerate(users):
        for key in ("username", "password"):
            if not isinstance(user.get(key), str) or not user[key]:
                fail(f"{where}: user {number} of auth.fixed_users has no {key} that is a text")
        username, whose = user["username"], f"{where}: the password of {user['username']}"
        wrong = [key for key in user if key not in ALLOWED]
        if wrong:
            fail(f"{where}: the user {username} has {', '.join(wrong)}: ClearML takes only {', '.join(ALLOWED)}")
        password = unwrapped(user["password"], whose) if fixed.get("pass_hashed") else user["password"]
        if GUEST and username == values.get("admin-username", "").rstrip("\r\n"):
            password = values.get("admin-password", password).rstrip("\r\n")
        yield {"name": username, **user, "password": password}


def added():
    """The users of auth.users, with plain passwords or bcrypt hashes."""
    if not os.environ.get("USERS"):
        return
    with open(os.environ["USERS"], encoding="utf-8") as file:
        users = json.load(file)
    for user in users:
        password = user.get("passwordHash")
        if password is None:
            secret, key = user["passwordFrom"].split("/")
            whose = f"the key {key} of Secret {secret}, the password of {user['username']},"
            with open(os.path.join(os.environ["PASSWORDS"], secret, key), encoding="utf-8", newline="") as file:
                password = file.read().rstrip("\r\n")
            if not password.strip():
                fail(f"{whose} is empty")
            if is_published(password):
                fail(f"{whose} is a credential that ClearML or its charts have published")
        yield {"username": user["username"], "name": user["name"], "password": password}


def sign_in(values):
    """The text of apiserver.conf with everybody who may sign in: the users of the Secret, then those of auth.users."""
    tree = parse("apiserver.conf", values["apiserver.conf"])
    auth = tree["auth"] if isinstance(tree.get("auth"), dict) else {}
    fixed = auth["fixed_users"] if isinstance(auth.get("fixed_users"), dict) else {}
    try:
        users = [*listed(values, fixed), *added()]
    except (OSError, ValueError) as error:
        fail(f"could not read the users of auth.users: {type(error).__name__}")
    if not users:
        fail(f"apiserver.conf in Secret {SECRET} has no users: without them everybody could sign in")
    services = parse("services.conf", values["services.conf"]) if "services.conf" in values else None
    guest = find(services, "auth", "fixed_users", "guest")
    names = [user["username"] for user in users]
    names += [str(find(guest, "username"))] if GUEST or find(guest, "enabled") is True else []
    for name in names:
        if [other.casefold() for other in names].count(name.casefold()) > 1:
            fail(f"the user name {name} is there twice, among the users of apiserver.conf in Secret {SECRET}, those of "
                 "auth.users and the guest: ClearML would make no user at all")
    for user in users:
        whose = f"the password of {user['username']}"
        if not GUEST:
            user["password"] = hashed(user["password"], whose)
        elif BCRYPT.fullmatch(user["password"]):
            fail(f"{whose} is a hash: where a guest may sign in ClearML takes plain passwords only")
    complete = {**fixed, "enabled": True, "pass_hashed": not GUEST, "users": users}
    if fixed == complete:
        return values["apiserver.conf"]
    strange = lambda value: fail(f"apiserver.conf in Secret {SECRET} has a {type(value).__name__}: write it as a text")
    tree = {**tree, "auth": {**auth, "fixed_users": complete}}
    return json.dumps(tree, indent=2, ensure_ascii=False, default=strange)
`
