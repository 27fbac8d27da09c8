// An RP2040: npm's rp2040js, with a boot ROM of our own and what it leaves out.

import crypto from "node:crypto";
import { createRequire } from "node:module";

import { FLASH_BASE, installBootrom } from "./bootrom.mjs";
import { Mpu } from "./mpu.mjs";

const BOOT_STACK = 0x20041f00; // the ROM's, at the end of the RAM
const NANOSECONDS = 1e9 / 125e6;
const ROSC = 0x40060;
const ROSC_RANDOMBIT = 0x1c;
const SSI = 0x18000;
const SSI_DR0 = 0x60;
const WATCHDOG = 0x40058;
const READ_ID = 0x4b;
const ID_AT = 1 + 4; // behind the command and four bytes that mean nothing

const need = createRequire(new URL("../../../.deps/node/", import.meta.url));
const { ConsoleLogger, LogLevel, Simulator } = need("rp2040js");

// The ring oscillator's noise. rp2040js has none and reads ones.
function makeNoise(rosc) {
  const read = rosc.readUint32.bind(rosc);
  rosc.readUint32 = (offset) => (offset === ROSC_RANDOMBIT ? crypto.randomInt(2) : read(offset));
}

// The flash chip's identity, asked for byte by byte: each one written gives one to read.
function giveIdentity(ssi, id) {
  const bytes = Buffer.from(id, "hex");
  const [read, write] = [ssi.readUint32.bind(ssi), ssi.writeUint32.bind(ssi)];
  let asked = -1; // which byte of the command was written last; -1: it is another one
  ssi.writeUint32 = (offset, value) => {
    write(offset, value);
    if (offset === SSI_DR0) {
      const starts = asked < 0 || asked >= ID_AT + bytes.length - 1;
      asked = starts ? (value === READ_ID ? 0 : -1) : asked + 1;
    }
  };
  ssi.readUint32 = (offset) =>
    offset === SSI_DR0 && asked >= ID_AT ? bytes[asked - ID_AT] : read(offset);
}

// As Rp2350 (rp2350/chip.mjs).
export class Rp2040 {
  instructions = 0; // counted while it is watched

  constructor({ flash, id, reboot, remark }) {
    const { clock, rp2040 } = new Simulator();
    Object.assign(this, { clock, rp2040, usbCtrl: rp2040.usbCtrl });
    rp2040.logger = new ConsoleLogger(LogLevel.Error, false);
    rp2040.flash.set(flash.bytes, 0);
    installBootrom(rp2040, mirrored(flash, rp2040), reboot);
    rp2040.peripherals[WATCHDOG].onWatchdogTrigger = () => reboot("watchdog");
    rp2040.core.onSystemReset = () => reboot("SYSRESETREQ");
    makeNoise(rp2040.peripherals[ROSC]);
    giveIdentity(rp2040.peripherals[SSI], id);
    new Mpu(rp2040, remark);
    // The second stage is the first 256 bytes of the flash; it goes on to the vectors behind it.
    rp2040.core.PC = FLASH_BASE;
    rp2040.core.SP = BOOT_STACK;
    rp2040.core.LR = 0;
  }

  run(count, stopped) {
    const { clock, rp2040 } = this;
    for (let i = 0; i < count && !stopped(); i++) {
      if (rp2040.core.waiting) {
        const rest = clock.nanosToNextAlarm;
        clock.tick(rest);
        i += rest / NANOSECONDS;
      } else {
        clock.tick(rp2040.core.executeInstruction() * NANOSECONDS);
      }
    }
  }

  // Calls `reached()` before the instruction at an address.
  watch(address, reached) {
    const { core } = this.rp2040;
    const execute = core.executeInstruction.bind(core);
    core.executeInstruction = () => {
      if (core.PC === address) {
        reached();
      }
      this.instructions++;
      return execute();
    };
  }
}

// rp2040js has a copy of the flash.
function mirrored(flash, rp2040) {
  const copy = (offset, size) => rp2040.flash.set(flash.bytes.subarray(offset, offset + size), offset);
  return {
    erase(offset, size) {
      flash.erase(offset, size);
      copy(offset, size);
    },
    program(offset, bytes) {
      flash.program(offset, bytes);
      copy(offset, bytes.length);
    },
  };
}
