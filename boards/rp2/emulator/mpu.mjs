// The memory protection unit of a Cortex-M0+ (ARMv6-M, B3.5), which rp2040js lacks. Of our own, after the manual:
// what the core stores and fetches is refused as the registers say, for privileged code, which is all there is here.
// DMA is not asked, as on the chip. A refused store ends in a HardFault behind the instruction, not before it.

const HARD_FAULT = 3;
const [TYPE, CTRL, RNR, RBAR, RASR] = [0xd90, 0xd94, 0xd98, 0xd9c, 0xda0];
const REGIONS = 8;
const [ENABLE, IN_FAULT_HANDLERS, DEFAULT_MAP] = [1, 2, 4];
const VALID = 0x10;
const GRAIN = 32; // bytes; the smallest eighth
const RAM = 0x20000000;
const RAM_GRAINS = (264 * 1024) / GRAIN;
const WRITE = 1;
const RUN = 2;
const KNOWN = 4;
const WRITABLE = [false, true, true, true, false, false, false, false]; // by the three bits of AP

const inFaultHandler = (core) => core.IPSR === HARD_FAULT;
const isPrivateBus = (address) => address >>> 20 === 0xe00;

// Code and memory may run in the default map, devices may not (B3.1).
function allowsByDefault(address) {
  const runs = address >>> 30 === 0 || (address >>> 0 >= 0x60000000 && address >>> 0 < 0xa0000000);
  return WRITE | (runs ? RUN : 0);
}

function covers(region, address) {
  const bits = ((region.size >>> 1) & 31) + 1;
  const offset = (address - region.base) >>> 0;
  if (!(region.size & ENABLE) || offset >= 2 ** bits) {
    return false;
  }
  const eighth = Math.floor(offset / 2 ** (bits - 3));
  return bits < 8 || !((region.size >>> (8 + eighth)) & 1);
}

function allowedBy(region) {
  const runs = !((region.size >>> 28) & 1) && (region.size >>> 24) & 7;
  return (WRITABLE[(region.size >>> 24) & 7] ? WRITE : 0) | (runs ? RUN : 0);
}

export class Mpu {
  // Watches what the core does and answers for its registers. `tell` hears of each fault.
  constructor(rp2040, tell) {
    this.core = rp2040.core;
    this.tell = tell;
    this.control = 0;
    this.selected = 0;
    this.regions = Array.from({ length: REGIONS }, () => ({ base: 0, size: 0 }));
    this.faulted = false;
    this.forget();
    this.watchInstructions();
    this.watchStores();
    this.answer(rp2040.ppb);
  }

  forget() {
    this.ofRam = new Uint8Array(RAM_GRAINS);
    this.ofOthers = new Map();
    this.runs = -1; // the grain that the core runs in
  }

  isOn() {
    return this.control & ENABLE && (this.control & IN_FAULT_HANDLERS || !inFaultHandler(this.core));
  }

  look(address) {
    const regions = this.regions.filter((region) => covers(region, address));
    if (isPrivateBus(address)) {
      return WRITE;
    }
    if (regions.length > 0) {
      return allowedBy(regions[regions.length - 1]);
    }
    return this.control & DEFAULT_MAP ? allowsByDefault(address) : 0;
  }

  allowed(address) {
    const grain = ((address >>> 0) - RAM) / GRAIN | 0;
    if (grain >= 0 && grain < RAM_GRAINS) {
      return (this.ofRam[grain] ||= this.look(address) | KNOWN);
    }
    if (!this.ofOthers.has(grain)) {
      this.ofOthers.set(grain, this.look(address));
    }
    return this.ofOthers.get(grain);
  }

  fault(what, address) {
    this.tell(`memory protection: ${what} ${(address >>> 0).toString(16)}`);
    this.faulted = true;
  }

  mayWrite(address) {
    if (!this.isOn() || this.allowed(address) & WRITE) {
      return true;
    }
    this.fault("write to", address);
    return false;
  }

  // Whether the core may fetch its next instruction.
  mayRun() {
    const { PC } = this.core;
    if (PC >>> 5 === this.runs || !this.isOn()) {
      return true;
    }
    if (!(this.allowed(PC) & RUN)) {
      this.fault("jump to", PC);
      return false;
    }
    this.runs = PC >>> 5;
    return true;
  }

  watchInstructions() {
    const { core } = this;
    const execute = core.executeInstruction.bind(core);
    core.executeInstruction = () => {
      if (this.control === 0) {
        return execute();
      }
      const cycles = this.mayRun() ? execute() : 1;
      if (this.faulted) {
        this.faulted = false;
        core.exceptionEntry(HARD_FAULT);
      }
      return cycles;
    };
  }

  watchStores() {
    for (const name of ["writeUint32", "writeUint16", "writeUint8"]) {
      const write = this.core[name].bind(this.core);
      this.core[name] = (address, value) => {
        if (this.mayWrite(address)) {
          write(address, value);
        }
      };
    }
  }

  answer(ppb) {
    const [read, write] = [ppb.readUint32.bind(ppb), ppb.writeUint32.bind(ppb)];
    const readers = {
      [TYPE]: () => REGIONS << 8,
      [CTRL]: () => this.control,
      [RNR]: () => this.selected,
      [RBAR]: () => (this.regions[this.selected].base | this.selected) >>> 0,
      [RASR]: () => this.regions[this.selected].size,
    };
    const writers = {
      [TYPE]: () => {},
      [CTRL]: (value) => (this.control = value & 7),
      [RNR]: (value) => (this.selected = value & 7),
      [RBAR]: (value) => {
        this.selected = value & VALID ? value & 7 : this.selected;
        this.regions[this.selected].base = (value & ~(GRAIN - 1)) >>> 0;
      },
      [RASR]: (value) => (this.regions[this.selected].size = value >>> 0),
    };
    ppb.readUint32 = (offset) => (readers[offset] ?? (() => read(offset)))();
    ppb.writeUint32 = (offset, value) => {
      if (offset in writers) {
        writers[offset](value);
        this.forget();
      } else {
        write(offset, value);
      }
    };
  }
}
