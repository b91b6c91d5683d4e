import hashlib
import os
import subprocess
import sys
import threading
import time

import pytest

from vistazo.errors import (
    NotFoundError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from vistazo.storage import FileStore
from vistazo.storage.files import write_whole

ABC = hashlib.sha256(b"abc").hexdigest()
HOUR = 3600.0


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "images")


def age(path, seconds):
    then = time.time() - seconds
    os.utime(path, (then, then))


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


class TestPut:
    def test_names_a_file_by_its_hash(self, store):
        assert store.put(b"abc") == ABC
        assert store.path(ABC) == store.folder / "ba" / ABC
        assert store.get(ABC) == b"abc"
        assert ABC in store

    @pytest.mark.parametrize("durable", [True, False])
    def test_equal_contents_are_one_file(self, store, durable):
        assert store.put(b"abc", durable=durable) == store.put(b"abc", durable=durable)
        assert len(files_in(store.folder)) == 1

    def test_begins_the_age_anew(self, store):
        store.put(b"abc")
        age(store.path(ABC), HOUR)
        store.put(b"abc")
        assert not store.remove_older(ABC, 60)
        age(store.path(ABC), HOUR)
        store.keep(ABC)
        assert not store.remove_older(ABC, 60)

    def test_heals_a_damaged_file(self, store):
        store.put(b"abc")
        store.path(ABC).write_bytes(b"")
        store.put(b"abc")
        assert store.get(ABC) == b"abc"

    def test_stores_with_suffixes_share_a_folder(self, store):
        banks = FileStore(store.folder, ".bank.npz")
        assert store.put(b"abc") == banks.put(b"abc")
        assert banks.path(ABC).name == f"{ABC}.bank.npz"
        assert list(store) == list(banks) == [ABC]
        assert banks.remove(ABC)
        assert ABC in store
        assert ABC not in banks

    def test_many_threads_at_once(self, store):
        contents = [bytes([number % 7]) * 1000 for number in range(50)]
        threads = [threading.Thread(target=store.put, args=(data,)) for data in contents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(files_in(store.folder)) == 7
        assert {store.get(sha) for sha in store} == set(contents)


class TestGet:
    def test_a_missing_file(self, store):
        with pytest.raises(NotFoundError, match=ABC):
            store.get(ABC)
        with pytest.raises(NotFoundError):
            store.keep(ABC)

    @pytest.mark.parametrize("name", ["", "../../etc/passwd", ABC.upper(), ABC[:-1], f"{ABC}\n"])
    def test_a_name_that_is_no_hash(self, store, name):
        with pytest.raises(NotFoundError, match="64 hex digits"):
            store.get(name)
        assert name not in store

    def test_a_damaged_file(self, store):
        store.put(b"abc")
        store.path(ABC).write_bytes(b"abd")
        with pytest.raises(StorageError, match="damaged"):
            store.get(ABC)

    def test_a_folder_in_its_place(self, store):
        store.path(ABC).mkdir(parents=True)
        with pytest.raises(StorageUnavailableError):
            store.get(ABC)
        with pytest.raises(StorageUnavailableError):
            store.put(b"abc")
        with pytest.raises(StorageUnavailableError):
            store.remove(ABC)


class TestRemove:
    def test_says_whether_it_was_there(self, store):
        store.put(b"abc")
        assert store.remove(ABC)
        assert not store.remove(ABC)

    def test_older_ones_only(self, store):
        store.put(b"abc")
        assert not store.remove_older(ABC, HOUR)
        age(store.path(ABC), 2 * HOUR)
        assert store.remove_older(ABC, HOUR)
        assert not store.remove_older(ABC, HOUR)
        assert files_in(store.folder) == []

    def test_never_takes_what_somebody_puts_at_that_moment(self, store):
        lost = []

        def remove():
            while not done.is_set():
                store.remove_older(ABC, 60)

        done = threading.Event()
        thread = threading.Thread(target=remove)
        thread.start()
        for _ in range(300):
            store.put(b"abc", durable=False)
            if ABC not in store:
                # It is being looked at, and comes back.
                time.sleep(0.05)
                lost += [] if ABC in store else [1]
            with_old_age = store.path(ABC)
            try:
                age(with_old_age, HOUR)
            except FileNotFoundError:
                continue
        done.set()
        thread.join()
        assert lost == []

    def test_unfinished_files_of_writers_that_died(self, store):
        store.put(b"abc")
        fresh = store.path(ABC).with_name(".fresh.part")
        stale = store.path(ABC).with_name(".stale.part")
        fresh.write_bytes(b"")
        stale.write_bytes(b"")
        age(stale, 2 * HOUR)
        assert store.remove_unfinished() == 1
        assert fresh.exists()
        assert not stale.exists()
        assert list(store) == [ABC]


class TestList:
    def test_in_order_and_without_strangers(self, store):
        hashes = sorted(store.put(bytes([number])) for number in range(20))
        (store.folder / "notes.txt").write_text("")
        (store.folder / hashes[0][:2] / "notes.txt").write_text("")
        assert list(store) == hashes
        assert store.shelf(hashes[3][:2]) == [sha for sha in hashes if sha[:2] == hashes[3][:2]]

    def test_of_a_folder_that_is_not_there(self, store):
        assert list(store) == []
        assert store.shelf("ab") == []
        assert store.remove_unfinished() == 0


class TestFullDisk:
    def test_says_so_and_leaves_nothing(self, small_disk):
        store = FileStore(small_disk / "images")
        kept = store.put(b"abc")
        with pytest.raises(StorageFullError, match="no room is left; nothing was stored"):
            store.put(bytes(50 << 20))
        assert [path.name for path in files_in(small_disk)] == [kept]
        assert store.get(kept) == b"abc"
        store.put(bytes(1000))

    def test_a_limit_on_the_size_of_files(self, tmp_path):
        code = (
            "import resource, signal, sys\n"
            "from vistazo.errors import StorageFullError\n"
            "from vistazo.storage import FileStore\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
            "try:\n"
            "    FileStore(sys.argv[1]).put(bytes(2000))\n"
            "except StorageFullError:\n"
            "    FileStore(sys.argv[1]).put(bytes(900))\n"
        )
        done = subprocess.run([sys.executable, "-c", code, tmp_path], timeout=60, check=False)
        assert done.returncode == 0
        assert [path.stat().st_size for path in files_in(tmp_path)] == [900]


KILLED = """
import sys
from pathlib import Path
from vistazo.storage.files import write_whole

data = bytes(4_000_000)
print("ready", flush=True)
while True:
    write_whole(Path(sys.argv[1]) / "file", data, durable=False)
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path):
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()
        time.sleep(0.05)
        process.kill()
        process.wait()
        process.stdout.close()
        if (tmp_path / "file").exists():
            assert (tmp_path / "file").stat().st_size == 4_000_000


def test_a_file_with_a_name_of_its_own(tmp_path):
    path = tmp_path / "jobs" / "1" / "head"
    write_whole(path, b"abc")
    write_whole(path, b"abcd")
    assert path.read_bytes() == b"abcd"
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageUnavailableError):
        write_whole(tmp_path / "file" / "head", b"")
