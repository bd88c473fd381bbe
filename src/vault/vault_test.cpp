#include "vault/vault.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/databases.h"

namespace rightplace::vault {
namespace {

const std::string kKey(32, 'k');

TEST(Vaults, OpenWhatTheySealed) {
  const auto vault = Vault::with_key(kKey);
  const auto sealed = vault.seal("people.name/1", "Invented Name");
  EXPECT_EQ(vault.open("people.name/1", sealed)->reveal(), "Invented Name");
  EXPECT_NE(sealed, vault.seal("people.name/1", "Invented Name"));
  EXPECT_EQ(sealed.find("Invented"), std::string::npos);
}

TEST(Vaults, DoNotOpenForAnotherPurposeAnotherKeyOrAChangedBit) {
  const auto vault = Vault::with_key(kKey);
  auto sealed = vault.seal("people.name/1", "Invented Name");
  EXPECT_FALSE(vault.open("people.name/2", sealed));
  EXPECT_FALSE(Vault::with_key(std::string(32, 'x')).open("people.name/1", sealed));
  sealed[10] = sealed[10] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(vault.open("people.name/1", sealed));
  EXPECT_FALSE(vault.open("people.name/1", ""));
  EXPECT_FALSE(vault.open("people.name/1", "not base64 !!"));
}

TEST(Vaults, GiveTheSameTokenForTheSameTextOfOnePurpose) {
  const auto vault = Vault::with_key(kKey);
  EXPECT_EQ(vault.token("email", "a@example.org"), vault.token("email", "a@example.org"));
  EXPECT_NE(vault.token("email", "a@example.org"), vault.token("upn", "a@example.org"));
  EXPECT_NE(vault.token("email", "a@example.org"), Vault::with_key(std::string(32, 'x')).token("email", "a@example.org"));
}

TEST(Vaults, KeepTheKeyInAFileOfTheirOwn) {
  const test::TemporaryFolder folder;
  EXPECT_FALSE(Vault::open(folder.path(), false));
  const auto first = Vault::open(folder.path(), true);
  const auto second = Vault::open(folder.path(), false);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->token("x", "y"), second->token("x", "y"));
}

TEST(Vaults, RefuseAKeyThatOthersMayReadOrThatIsCut) {
  const test::TemporaryFolder folder;
  ASSERT_TRUE(Vault::open(folder.path(), true));
  chmod((folder.path() / "key").c_str(), 0644);
  EXPECT_FALSE(Vault::open(folder.path(), false));
  chmod((folder.path() / "key").c_str(), 0600);
  std::filesystem::resize_file(folder.path() / "key", 31);
  EXPECT_FALSE(Vault::open(folder.path(), true));
}

TEST(Passwords, FitOnlyThemselves) {
  const auto hash = hash_password(Personal<std::string>("correct horse"));
  EXPECT_TRUE(password_fits(Personal<std::string>("correct horse"), hash));
  EXPECT_FALSE(password_fits(Personal<std::string>("correct horsf"), hash));
  EXPECT_FALSE(password_fits(Personal<std::string>("x"), "not a hash"));
  EXPECT_EQ(hash.substr(0, 10), "$argon2id$");
}

// RFC 6238 appendix B, SHA-1, the last six of its eight digits; the secret is "12345678901234567890".
TEST(OneTimeCodes, AreThoseOfTheStandard) {
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  EXPECT_EQ(totp_code(secret, 59), "287082");
  EXPECT_EQ(totp_code(secret, 1111111109), "081804");
  EXPECT_EQ(totp_code(secret, 1111111111), "050471");
  EXPECT_EQ(totp_code(secret, 1234567890), "005924");
  EXPECT_EQ(totp_code(secret, 2000000000), "279037");
}

TEST(OneTimeCodes, ServeOnceAndForAMinuteAndAHalf) {
  const auto secret = new_totp_secret();
  const auto code = totp_code(secret, 3000);
  EXPECT_EQ(totp_step(secret, code, 3000, 0), 100);
  EXPECT_EQ(totp_step(secret, code, 3059, 0), 100);
  EXPECT_FALSE(totp_step(secret, code, 3061, 0));
  EXPECT_FALSE(totp_step(secret, code, 3000, 100));
  EXPECT_FALSE(totp_step(secret, "", 3000, 0));
}

TEST(Hashes, AreThoseOfTheStandard) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace rightplace::vault
