import Laboratory
import Recordings
import Testing

@Suite("Store of calibrations")
struct CalibrationStoreTests {
    @Test("Everything lies below one folder of the data folder")
    func paths() {
        let store = CalibrationStore(DataDirectory(path: "/d"))
        #expect(store.registerPath == "/d/calibrations/register.jsonl")
        #expect(store.runPath("a") == "/d/calibrations/runs/a")
        #expect(store.recordPath("a") == "/d/calibrations/records/a")
    }
}
