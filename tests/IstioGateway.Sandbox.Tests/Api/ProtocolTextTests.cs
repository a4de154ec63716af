using System.Text;
using CsCheck;
using IstioGateway.Sandbox.Api;
using IstioGateway.Sandbox.Api.Discovery;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Api.Writing;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class ProtocolTextTests
{
    [Fact]
    public void A_continue_token_comes_back_as_it_went() =>
        Gen.Select(Gen.Long[1, long.MaxValue], Gen.Char["abcxyz0189-."].Array[1, 40]).Sample((version, name) =>
        {
            ContinueToken token = ContinueToken.After(version, new ObjectKey("", new string(name)));
            Assert.Equal(token, ContinueToken.Parse(token.ToString()));
        });

    [Fact]
    public void Any_other_text_is_refused_as_a_continue_token() => Gen.String[Gen.Char, 1, 20].Sample(text =>
    {
        ApiException refused = Assert.Throws<ApiException>(() => ContinueToken.Parse(text));
        Assert.Equal(400, refused.Status.Code);
        Assert.StartsWith("invalid continue token: continue key is not valid: ", refused.Status.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("{\"a\":}", "invalid character '}' looking for beginning of value")]
    [InlineData("{a:1}", "invalid character 'a' looking for beginning of object key string")]
    [InlineData("nonsense", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("<html>", "invalid character '<' looking for beginning of value")]
    public void Broken_JSON_is_refused_as_Go_refuses_it(string body, string message) => Assert.Equal(
        "error decoding patch: " + message,
        Assert.Throws<ApiException>(() => JsonBody.Parse(Encoding.UTF8.GetBytes(body), "error decoding patch")).Status.Message);

    [Fact]
    public void Any_bytes_are_either_JSON_or_refused() => Gen.Byte.Array[0, 30].Sample(bytes =>
    {
        try
        {
            JsonBody.Parse(bytes, "x");
        }
        catch (ApiException refused)
        {
            Assert.Equal(400, refused.Status.Code);
        }
    });

    [Fact]
    public void Any_bytes_are_either_a_review_or_refused() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        try
        {
            AccessReviewProtobuf.ReadSpec([0x6b, 0x38, 0x73, 0x00, .. bytes]);
        }
        catch (ApiException refused)
        {
            Assert.Equal(400, refused.Status.Code);
        }
    });

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\n\t\u0001\u007f", "\"\\n\\t\\x01\\x7f\"")]
    [InlineData("é漢🎉\u2028", "\"é漢🎉\\u2028\"")]
    public void Text_is_quoted_as_Go_quotes_it(string text, string expected) => Assert.Equal(expected, GoText.Quote(text));
}
